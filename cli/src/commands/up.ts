// `polyvault up`: a server in the background, and this command line signed in at it.
import { Client } from '@polyvault/sdk';

import { dataFolder, findServer, startServer } from '../background-server.ts';
import { keepLogin, readLogins } from '../logins.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

export const registerUp: RegisterCommand = (program, context) => {
  program
    .command('up')
    .description('start a server in the background and sign in; it keeps its data in .polyvault')
    .argument('[flags...]', 'flags of the server')
    .allowUnknownOption()
    .passThroughOptions()
    .addHelpText('after', examples('polyvault up', 'polyvault up --port 7500 --data-dir ~/vault'))
    .action(async (flags: readonly string[]) => {
      const { environment } = context;
      const folder = dataFolder(flags, environment);
      const running = findServer(folder);
      if (running !== null) {
        context.print(running, `A server is up at ${running.address} (process ${running.pid}).`);
        return;
      }
      const { pid, address, adminPassword } = await startServer(flags, environment);
      const lines = [`A server is up at ${address} (process ${pid}), with its data in ${folder}.`];
      if (adminPassword !== null) {
        const { session } = await new Client({ baseUrl: address }).login({
          username: 'admin',
          password: adminPassword,
        });
        const { token, expiresAt } = session;
        keepLogin(environment, address, { token, expiresAt, username: 'admin' });
        lines.push(
          `You are signed in as admin. The one-time password is ${adminPassword} (shown only now).`,
          `Keep a copy of the key file in ${folder}: without it the data cannot be read.`,
        );
      } else if (!readLogins(environment).servers.has(address)) {
        lines.push('Sign in with `polyvault login`.');
      }
      context.print({ pid, address, folder, adminPassword }, lines.join('\n'));
    });
};
