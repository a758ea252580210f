// `polyvault user`: the users of a server; for administrators. A password is asked for or read from stdin.
import { CommandError, EXIT } from '../failure.ts';
import { generateValue } from '../generate.ts';
import { askHidden, readStdin } from '../input.ts';
import type { Context } from '../context.ts';
import { table } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

interface PasswordOptions {
  readonly passwordStdin?: boolean;
  readonly generate?: boolean;
}

export const registerUser: RegisterCommand = (program, context) => {
  const user = program
    .command('user')
    .description('users: list, make, disable, enable, give a one-time password')
    .addHelpText(
      'after',
      examples(
        'polyvault user ls',
        'polyvault user add bob --generate',
        'polyvault user disable bob',
        'polyvault user password bob --generate',
      ),
    );
  user
    .command('ls', { isDefault: true })
    .description('all users')
    .action(async () => {
      const users = await context.client().users.list();
      const rows = users.map(({ username, email, admin, disabled }) => [
        username,
        admin ? 'yes' : 'no',
        disabled ? 'disabled' : 'active',
        email ?? '-',
      ]);
      context.print(users, table(['NAME', 'ADMIN', 'STATE', 'EMAIL'], rows));
    });
  user
    .command('add')
    .description('a new user, who has to change the password that you chose')
    .argument('<name>')
    .option('--email <address>')
    .option('--admin', 'an administrator')
    .option('--password-stdin', 'read the password from stdin')
    .option('--generate', 'make a password and print it once')
    .action(
      async (
        username: string,
        options: PasswordOptions & { readonly email?: string; readonly admin?: boolean },
      ) => {
        const { password, shown } = await passwordFor(context, options);
        const made = await context.client().users.create({
          username,
          password,
          mustChangePassword: true,
          ...(options.email === undefined ? {} : { email: options.email }),
          ...(options.admin === true ? { admin: true } : {}),
        });
        context.print({ ...made, ...shown }, withPassword(`There is a user ${username} now.`, shown));
      },
    );
  user
    .command('password')
    .description('a one-time password for a user; his sessions end')
    .argument('<name>')
    .option('--password-stdin', 'read the password from stdin')
    .option('--generate', 'make a password and print it once')
    .action(async (username: string, options: PasswordOptions) => {
      const { password, shown } = await passwordFor(context, options);
      await context.client().users.setPassword(username, password);
      context.print({ username, ...shown }, withPassword(`${username} has a one-time password.`, shown));
    });
  for (const [verb, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    user
      .command(verb)
      .description(disabled ? 'ends his sessions and tokens' : 'lets him sign in again')
      .argument('<name>')
      .action(async (username: string) => {
        const changed = await context.client().users.setDisabled(username, disabled);
        context.print(changed, `${username} is ${disabled ? 'disabled' : 'enabled'}.`);
      });
  }
};

async function passwordFor(
  context: Context,
  options: PasswordOptions,
): Promise<{ readonly password: string; readonly shown: { readonly password?: string } }> {
  if (options.generate === true) {
    const password = generateValue('20');
    return { password, shown: { password } };
  }
  if (options.passwordStdin === true)
    return { password: (await readStdin()).replace(/\r?\n$/, ''), shown: {} };
  if (context.terminal.stdinIsTerminal) return { password: await askHidden('Password'), shown: {} };
  throw new CommandError(
    EXIT.usage,
    'There is no terminal to ask for the password.',
    'Pipe it in with --password-stdin, or have one made with --generate.',
  );
}

function withPassword(text: string, { password }: { readonly password?: string }): string {
  return password === undefined ? text : `${text} One-time password: ${password}`;
}
