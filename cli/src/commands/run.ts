// `polyvault run`: starts a command with the variables and files that the secrets of a space ask for, and takes the
// files away at its end, however it ends.
import { deliverFiles, environmentFor, warnOfNothing } from '../delivery/deliver.ts';
import { followChild, startChild } from '../delivery/child.ts';
import { beforeStart } from '../delivery/before-start.ts';
import { addDeliveryOptions, createFiles } from '../delivery/options.ts';
import type { DeliveryOptions } from '../delivery/options.ts';
import { planDelivery } from '../delivery/plan.ts';
import { SignalRelay } from '../delivery/signals.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

export const registerRun: RegisterCommand = (program, context, end) => {
  addDeliveryOptions(
    program
      .command('run')
      .description('start a command with the secrets of a space in its environment and files')
      .argument('<command>')
      .argument('[args...]')
      .addOption(spaceOption()),
  )
    .passThroughOptions()
    .addHelpText(
      'after',
      examples(
        'polyvault run --space apps/shop/prod -- ./server --port 8080',
        'polyvault run --space apps/shop/dev -- sh -c \'psql "$DB_URL"\'',
        'polyvault run --space ci/deploy --files-root /run/deploy -- ./deploy.sh',
      ),
    )
    .action(async (command: string, args: readonly string[], options: DeliveryOptions & SpaceOption) => {
      const { terminal, environment } = context;
      const relay = new SignalRelay();
      try {
        const { plan, files } = await beforeStart(async () => {
          const space = context.space(options.space);
          const values = await context.client().values(space, { signal: relay.stopped });
          const secrets = values.changed ? values.items : [];
          warnOfNothing(space, secrets, terminal);
          return {
            plan: planDelivery(secrets),
            files: createFiles(options, environment),
          };
        });
        const takeAway = (): void => {
          for (const problem of files.removeAll()) terminal.warn(`${problem}.`);
        };
        process.once('exit', takeAway);
        try {
          deliverFiles(plan, files, terminal, options.keepGoing === true);
          relay.stopped.throwIfAborted();
          const env = environmentFor(plan, environment.variables, options.keepToken === true);
          end(await followChild(await startChild(command, args, env), relay));
        } finally {
          process.removeListener('exit', takeAway);
          takeAway();
        }
      } finally {
        relay.close();
      }
    });
};
