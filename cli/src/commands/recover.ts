// `polyvault backup | restore | drill`: run where the data folder is, by the server's own program, which holds the keys;
// their arguments go to it untouched.
import { recoverProgram } from '../background-server.ts';
import { followChild, startChild } from '../delivery/child.ts';
import { SignalRelay } from '../delivery/signals.ts';
import type { RegisterCommand } from './command.ts';

const ABOUT = {
  backup: 'an age file of the whole store here, made beside a running server and verified by restoring it',
  restore: 'a store from a backup, into a folder that has none; --preview only tells what it holds',
  drill: 'back up and restore into a scratch copy, or try a backup; reports and leaves nothing',
} as const;

export function registerRecover(name: keyof typeof ABOUT): RegisterCommand {
  return (program, context, end) => {
    program
      .command(name)
      .description(ABOUT[name])
      .argument('[args...]', 'see docs/backup.md')
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (args: readonly string[]) => {
        const relay = new SignalRelay();
        try {
          const json = context.json ? ['--json'] : [];
          const command = [recoverProgram(), name, ...args, ...json];
          const child = await startChild(process.execPath, command, context.environment.variables);
          end(await followChild(child, relay));
        } finally {
          relay.close();
        }
      });
  };
}
