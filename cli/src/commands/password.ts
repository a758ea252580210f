// `polyvault password`: a new password for oneself; the session of this command line goes on, others end.
import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import { askHidden, readStdin } from '../input.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

export const registerPassword: RegisterCommand = (program, context) => {
  program
    .command('password')
    .description('change your password; your other sessions end')
    .option('--stdin', 'read the current and the new password from stdin, a line each')
    .addHelpText('after', examples('polyvault password'))
    .action(async (options: { readonly stdin?: boolean }) => {
      const client = context.client();
      await client.changePassword(options.stdin === true ? await fromStdin() : await ask(context));
      context.print({ changed: true }, 'The password is changed; other sessions have ended.');
    });
};

async function fromStdin() {
  const [current, next, ...rest] = (await readStdin()).split(/\r?\n/);
  if (current === undefined || next === undefined || rest.join('') !== '') {
    throw new CommandError(EXIT.usage, 'There must be two lines: the current password and the new one.');
  }
  return { current, next };
}

async function ask({ terminal }: Context) {
  if (!terminal.stdinIsTerminal) {
    throw new CommandError(
      EXIT.usage,
      'There is no terminal to ask for the passwords.',
      'Pipe them in with --stdin: the current one and the new one, a line each.',
    );
  }
  const current = await askHidden('Current password');
  const next = await askHidden('New password');
  if (next !== (await askHidden('New password again'))) {
    throw new CommandError(EXIT.usage, 'The two are not the same; nothing was changed.');
  }
  return { current, next };
}
