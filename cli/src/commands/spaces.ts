// `polyvault spaces`: the spaces that the caller may list, with what he may do there.
import { table } from '../terminal.ts';
import type { RegisterCommand } from './command.ts';

export const registerSpaces: RegisterCommand = (program, context) => {
  program
    .command('spaces')
    .description('the spaces that you may list, with what you may do there')
    .option('--under <space>', 'only this one and those below it')
    .action(async (options: { readonly under?: string }) => {
      const spaces = await context.client().spaces.list(options);
      const rows = spaces.map(({ path, personal, actions }) => [
        path,
        personal ? 'personal' : 'shared',
        actions.join(','),
      ]);
      context.print(
        spaces,
        rows.length === 0
          ? 'There is no space that you may list; the first `polyvault set` makes one.'
          : table(['SPACE', 'TYPE', 'ACTIONS'], rows),
      );
    });
};
