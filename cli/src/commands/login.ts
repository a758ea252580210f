// `polyvault login`: a session for a username and a password, or a token from stdin, kept for later commands.
import { Client } from '@polyvault/sdk';
import type { User } from '@polyvault/sdk';

import type { Context } from '../context.ts';
import { CommandError, EXIT } from '../failure.ts';
import { readPassword, readStdin } from '../input.ts';
import { keepLogin, loginsFile } from '../logins.ts';
import type { Login } from '../logins.ts';
import type { RegisterCommand } from './command.ts';
import { examples } from './command.ts';

interface Options {
  readonly passwordStdin?: boolean;
  readonly tokenStdin?: boolean;
  readonly totp?: string;
}

export const registerLogin: RegisterCommand = (program, context) => {
  program
    .command('login')
    .description('sign in and keep the session for later commands')
    .argument('[username]')
    .option('--password-stdin', 'read the password from stdin')
    .option('--token-stdin', 'keep a token that is read from stdin, instead of signing in')
    .option('--totp <code>', 'code of the second factor')
    .addHelpText(
      'after',
      examples(
        'polyvault --server https://vault.example.com login alice',
        'pass show vault | polyvault login alice --password-stdin',
        'polyvault login --token-stdin < token.txt',
      ),
    )
    .action(async (username: string | undefined, options: Options) => {
      const { server } = context.access();
      const login =
        options.tokenStdin === true
          ? await checkToken(server, firstLine(await readStdin()))
          : await signIn(context, server, username, options);
      keepLogin(context.environment, server, login);
      context.print(
        { server, username: login.username, expiresAt: login.expiresAt },
        `Signed in at ${server} as ${login.username}; kept in ${loginsFile(context.environment)}.`,
      );
    });
};

async function signIn(
  context: Context,
  server: string,
  username: string | undefined,
  options: Options,
): Promise<Login> {
  if (username === undefined) {
    throw new CommandError(EXIT.usage, 'Who?', 'Name the user: `polyvault login USERNAME`.');
  }
  const { session } = await new Client({ baseUrl: server }).login({
    username,
    password: await readPassword(context, { fromStdin: options.passwordStdin === true }),
    ...(options.totp === undefined ? {} : { totp: options.totp }),
  });
  if (session.user.mustChangePassword) {
    context.terminal.warn('Somebody else chose this password: change it with `polyvault password`.');
  }
  return { token: session.token, username: session.user.username, expiresAt: session.expiresAt };
}

/** Keeps no token that the server does not know. A service has no user name; its token is as good. */
async function checkToken(server: string, token: string): Promise<Login> {
  const client = new Client({ baseUrl: server, token });
  const user = await client.me().catch((error: unknown): User | null => {
    if (error instanceof Error && 'code' in error && error.code === 'not-found') return null;
    throw error;
  });
  return { token, username: user?.username ?? 'a service', expiresAt: null };
}

function firstLine(text: string): string {
  return text.replace(/\r?\n$/, '');
}
