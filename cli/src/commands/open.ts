// `polyvault open`: the console of the server in a browser, at the same address. No token is in it.
import { spawn } from 'node:child_process';
import { platform } from 'node:os';

import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

export const registerOpen: RegisterCommand = (program, context) => {
  program
    .command('open')
    .description('the console of the server, in a browser')
    .option('--print', 'only say the address')
    .addHelpText('after', examples('polyvault open', 'polyvault open --print'))
    .action(async ({ print }: { readonly print?: boolean }) => {
      const { server } = context.access();
      context.print({ server }, server);
      if (print === true || context.json || (await openBrowser(server))) return;
      context.terminal.note('No browser could be started here; open the address in one.');
    });
};

/** Whether a program that opens addresses could be started. */
export async function openBrowser(url: string): Promise<boolean> {
  const command = platform() === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
