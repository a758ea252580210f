// `polyvault run`: starts a command with the variables and files that the secrets of a space ask for and with its
// references resolved, masks what it prints, and takes the files away at its end, however it ends.
import type { Secret } from '@polyvault/sdk';

import type { Context } from '../context.ts';
import { deliverFiles, environmentFor, warnOfNothing } from '../delivery/deliver.ts';
import { followChild, maskingFor, startChild } from '../delivery/child.ts';
import { beforeStart } from '../delivery/before-start.ts';
import { maskedTexts } from '../delivery/mask.ts';
import { addDeliveryOptions, createFiles } from '../delivery/options.ts';
import type { DeliveryOptions } from '../delivery/options.ts';
import { planDelivery, valuesOf } from '../delivery/plan.ts';
import { SignalRelay } from '../delivery/signals.ts';
import { isReference } from '../references/reference.ts';
import { resolveVariables, Resolver } from '../references/resolver.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends DeliveryOptions, SpaceOption {
  /** Undefined where it was not said. */
  readonly mask?: boolean;
}

export const registerRun: RegisterCommand = (program, context, end) => {
  addDeliveryOptions(
    program
      .command('run')
      .description('start a command with the secrets of a space in its environment and files')
      .argument('<command>')
      .argument('[args...]')
      .addOption(spaceOption()),
  )
    .option('--mask', 'take secrets out of what the command prints, on a terminal as well')
    .option('--no-mask', 'leave what the command prints as it is, in a log or a pipe as well')
    .passThroughOptions()
    .addHelpText(
      'after',
      examples(
        'polyvault run --space apps/shop/prod -- ./server --port 8080',
        'polyvault run --space apps/shop/dev -- sh -c \'psql "$DB_URL"\'',
        'DB_PASSWORD=pv://apps/shop/prod/DB#password polyvault run -- ./migrate',
        'polyvault run --space ci/deploy --files-root /run/deploy -- ./deploy.sh',
      ),
    )
    .action(async (command: string, args: readonly string[], options: Options) => {
      const { terminal, environment } = context;
      const relay = new SignalRelay();
      try {
        const { plan, files, resolved } = await beforeStart(async () => {
          const secrets = await secretsFor(context, options, relay.stopped);
          return {
            plan: planDelivery(secrets),
            files: createFiles(options, environment),
            resolved: await resolveVariables(
              environment.variables,
              () => new Resolver(context.client(), relay.stopped),
            ),
          };
        });
        const takeAway = (): void => {
          for (const problem of files.removeAll()) terminal.warn(`${problem}.`);
        };
        process.once('exit', takeAway);
        try {
          deliverFiles(plan, files, terminal, options.keepGoing === true);
          relay.stopped.throwIfAborted();
          const env = environmentFor(plan, environment.variables, options.keepToken === true, resolved);
          const masking = maskingFor(maskedTexts([...valuesOf(plan), ...resolved.values()]), options.mask);
          end(await followChild(await startChild(command, args, env, masking), relay));
        } finally {
          process.removeListener('exit', takeAway);
          takeAway();
        }
      } finally {
        relay.close();
      }
    });
};

/** A command whose variables have references of their own needs no space. */
async function secretsFor(
  context: Context,
  options: Options,
  signal: AbortSignal,
): Promise<readonly Secret[]> {
  const { terminal, environment } = context;
  const refers = Object.values(environment.variables).some((value) => isReference(value ?? ''));
  if (refers && context.spaceIfAny(options.space) === null) return [];
  const space = context.space(options.space);
  const values = await context.client().values(space, { signal });
  const secrets = values.changed ? values.items : [];
  warnOfNothing(space, secrets, terminal);
  return secrets;
}
