// `polyvault whoami`: the user behind the token, and which server and login that is.
import type { RegisterCommand } from './command.ts';

export const registerWhoami: RegisterCommand = (program, context) => {
  program
    .command('whoami')
    .description('the user behind the token')
    .action(async () => {
      const { server } = context.access();
      const user = await context.client().me();
      const { username, email, admin } = user;
      context.print(
        { server, username, email, admin },
        `${username}${admin ? ' (administrator)' : ''} at ${server}`,
      );
    });
};
