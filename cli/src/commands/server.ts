// `polyvault server`: the server in the foreground, as a process of its own; its flags go to it untouched.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { followChild, startChild } from '../delivery/child.ts';
import { CommandError, EXIT } from '../failure.ts';
import { SignalRelay } from '../delivery/signals.ts';
import type { RegisterCommand } from './command.ts';
import { examples } from './command.ts';

const SERVER = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));

export const registerServer: RegisterCommand = (program, context, end) => {
  program
    .command('server')
    .description('start the server here; `polyvault server --help` lists its settings')
    .argument('[flags...]', 'flags of the server')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', examples('polyvault server', 'polyvault server --port 0 --data-dir ./data'))
    .action(async (flags: readonly string[]) => {
      if (!existsSync(SERVER)) {
        throw new CommandError(EXIT.failed, 'The server is not installed beside this command line.');
      }
      const relay = new SignalRelay();
      try {
        const child = await startChild(process.execPath, [SERVER, ...flags], context.environment.variables);
        end(await followChild(child, relay));
      } finally {
        relay.close();
      }
    });
};
