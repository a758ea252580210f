// `polyvault rm`: moves a secret to the trash, after a question where there is somebody to ask.
import { createInterface } from 'node:readline/promises';

import { CommandError, EXIT } from '../failure.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly yes?: boolean;
}

export const registerRm: RegisterCommand = (program, context) => {
  program
    .command('rm')
    .description('move a secret to the trash; its name is free at once')
    .argument('<name>')
    .addOption(spaceOption())
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', examples('polyvault rm OLD_KEY --space apps/shop --yes'))
    .action(async (name: string, options: Options) => {
      const client = context.client();
      const space = context.space(options.space);
      if (options.yes !== true)
        await confirm(context.terminal.stdinIsTerminal, `Delete ${name} in ${space}?`);
      await client.secrets.delete({ space, name });
      context.print({ space, name, deleted: true }, `Deleted ${name} in ${space}.`);
    });
};

async function confirm(terminal: boolean, question: string): Promise<void> {
  if (!terminal) throw new CommandError(EXIT.usage, 'There is nobody to ask.', 'Add --yes.');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError(EXIT.failed, 'Nothing was deleted.');
}
