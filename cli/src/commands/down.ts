// `polyvault down`: ends the server that `up` started, in good order.
import { dataFolder, stopServer } from '../background-server.ts';
import type { RegisterCommand } from './command.ts';

export const registerDown: RegisterCommand = (program, context) => {
  program
    .command('down')
    .description('end the server that `up` started')
    .option('--data-dir <folder>', 'its data folder (POLYVAULT_DATA_DIR, .polyvault)')
    .action(async ({ dataDir }: { readonly dataDir?: string }) => {
      const flags = dataDir === undefined ? [] : ['--data-dir', dataDir];
      const folder = dataFolder(flags, context.environment);
      const stopped = await stopServer(folder);
      context.print({ folder, stopped }, stopped ? 'The server is down.' : `No server is up in ${folder}.`);
    });
};
