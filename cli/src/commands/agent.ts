// `polyvault agent`: `run` for long-lived machines, with values that stay up to date and survive an absent server.
import { constants } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { Client } from '@polyvault/sdk';

import type { Context } from '../context.ts';
import { beforeStart } from '../delivery/before-start.ts';
import { startChild } from '../delivery/child.ts';
import { deliverFiles, environmentFor } from '../delivery/deliver.ts';
import { keepUp } from '../delivery/keep-up.ts';
import { LocalCopy } from '../delivery/local-copy.ts';
import { addDeliveryOptions, createFiles } from '../delivery/options.ts';
import type { DeliveryOptions } from '../delivery/options.ts';
import { planDelivery } from '../delivery/plan.ts';
import type { Plan } from '../delivery/plan.ts';
import { SignalRelay } from '../delivery/signals.ts';
import { ValuesSource } from '../delivery/values-source.ts';
import { CommandError, EXIT } from '../failure.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends DeliveryOptions, SpaceOption {
  readonly interval: number;
  readonly signal?: NodeJS.Signals;
  readonly stopTimeout: number;
  readonly maxAge: number;
  readonly copy: boolean;
}

export const registerAgent: RegisterCommand = (program, context, end) => {
  addDeliveryOptions(
    program
      .command('agent')
      .description('as run, and keep variables and files of the command up to date')
      .argument('<command>')
      .argument('[args...]')
      .addOption(spaceOption()),
  )
    .option('--interval <seconds>', 'how often to ask the server', parseSeconds, 30)
    .option('--signal <name>', 'send this signal on a change, such as HUP, instead of a restart', parseSignal)
    .option('--stop-timeout <seconds>', 'kill a command that takes longer to end', parseSeconds, 10)
    .option('--max-age <seconds>', 'how old a local copy may be to start from', parseSeconds, 86_400)
    .option('--no-copy', 'keep no encrypted copy for the time without a server')
    .passThroughOptions()
    .addHelpText(
      'after',
      examples(
        'polyvault agent --space apps/shop/prod -- ./server',
        'polyvault agent --space web/tls --files-root /etc/tls --signal HUP -- nginx -g "daemon off;"',
      ),
    )
    .action(async (command: string, args: readonly string[], options: Options) => {
      const relay = new SignalRelay();
      try {
        end(await runAgent(context, relay, [command, args], options));
      } finally {
        relay.close();
      }
    });
};

async function runAgent(
  context: Context,
  relay: SignalRelay,
  [command, args]: readonly [string, readonly string[]],
  options: Options,
): Promise<number> {
  const { terminal, environment } = context;
  const files = createFiles(options, environment);
  const takeAway = (): void => {
    for (const problem of files.removeAll()) terminal.warn(`${problem}.`);
  };
  const deliver = (plan: Plan): void => {
    deliverFiles(plan, files, terminal, options.keepGoing === true);
  };
  const start = (plan: Plan) =>
    startChild(command, args, environmentFor(plan, environment.variables, options.keepToken === true));
  process.once('exit', takeAway);
  try {
    const { source, plan } = await beforeStart(async () => {
      const opened = await openSource(context, options);
      return { source: opened, plan: planDelivery(await opened.first(relay.stopped)) };
    });
    deliver(plan);
    relay.stopped.throwIfAborted();
    return await keepUp(plan, await start(plan), {
      terminal,
      relay,
      intervalMs: options.interval * 1000,
      stopMs: options.stopTimeout * 1000,
      signal: options.signal ?? null,
      poll: (signal) => source.poll(signal),
      plan: planDelivery,
      deliver,
      start,
    });
  } finally {
    process.removeListener('exit', takeAway);
    takeAway();
  }
}

async function openSource(context: Context, options: Options): Promise<ValuesSource> {
  const { server, token } = context.access();
  if (token === null) {
    throw new CommandError(
      EXIT.notStarted,
      `You are not signed in at ${server}.`,
      'An agent is best given a token of its own: set POLYVAULT_TOKEN, or use --token-file.',
    );
  }
  const space = context.space(options.space);
  const folder = join(context.environment.stateFolder, 'copies');
  return new ValuesSource({
    client: new Client({ baseUrl: server, token, retries: 1 }),
    space,
    copy: options.copy ? await LocalCopy.at(folder, server, space, token) : null,
    maxAgeMs: options.maxAge * 1000,
    terminal: context.terminal,
  });
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d{1,8}(?:\.\d{1,3})?$/.test(text) || seconds <= 0) {
    throw new InvalidArgumentError('It must be a number of seconds above 0.');
  }
  return seconds;
}

function parseSignal(text: string): NodeJS.Signals {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  const found = Object.keys(constants.signals).find((signal) => signal === name);
  if (found === undefined) throw new InvalidArgumentError('It must be a signal, such as HUP or USR1.');
  return found as NodeJS.Signals;
}
