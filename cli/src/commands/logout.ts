// `polyvault logout`: revokes the session and forgets it. A token of the environment is left alone.
import { Client, PolyvaultError } from '@polyvault/sdk';

import { forgetLogin, readLogins } from '../logins.ts';
import type { RegisterCommand } from './command.ts';

export const registerLogout: RegisterCommand = (program, context) => {
  program
    .command('logout')
    .description('revoke the kept session and forget it')
    .option('--keep-token', 'forget the token without revoking it')
    .action(async (options: { readonly keepToken?: boolean }) => {
      const { server } = context.access();
      const login = readLogins(context.environment).servers.get(server);
      if (login === undefined) {
        context.print({ server, signedOut: false }, `You were not signed in at ${server}.`);
        return;
      }
      if (options.keepToken !== true) {
        try {
          await new Client({ baseUrl: server, token: login.token }).logout();
        } catch (error) {
          // A token that the server refuses is as good as revoked.
          if (!(error instanceof PolyvaultError && error.code === 'unauthenticated')) throw error;
        }
      }
      forgetLogin(context.environment, server);
      context.print({ server, signedOut: true }, `Signed out at ${server}.`);
    });
};
