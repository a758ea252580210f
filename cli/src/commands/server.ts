// `polyvault server`: the server in the foreground, as a process of its own; its flags go to it untouched.
import { followChild, startChild } from '../delivery/child.ts';
import { serverProgram } from '../background-server.ts';
import { SignalRelay } from '../delivery/signals.ts';
import type { RegisterCommand } from './command.ts';
import { examples } from './command.ts';

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
      const relay = new SignalRelay();
      try {
        const child = await startChild(
          process.execPath,
          [serverProgram(), ...flags],
          context.environment.variables,
        );
        end(await followChild(child, relay));
      } finally {
        relay.close();
      }
    });
};
