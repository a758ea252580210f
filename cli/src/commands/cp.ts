// `polyvault cp`: copies secrets, or all of a space, to another space, with their history.
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly to: string;
  readonly name?: string;
}

export const registerCp: RegisterCommand = (program, context) => {
  program
    .command('cp')
    .description('copy secrets to another space with their history; all of the space without names')
    .argument('[names...]', 'secrets of the space')
    .requiredOption('--to <space>', 'the space to which they go')
    .option('--name <name>', 'a new name, for one secret')
    .addOption(spaceOption())
    .addHelpText('after', examples('polyvault cp DB_URL --space apps/shop/staging --to apps/shop/prod'))
    .action(async (names: string[], options: Options) => {
      const { to, name } = options;
      const items = await context.client().moves.copy({
        from: context.space(options.space),
        to,
        ...(names.length === 0 ? {} : { names }),
        ...(name === undefined ? {} : { name }),
      });
      context.print(items, items.map((item) => `Copied ${item.name} to ${item.space}.`).join('\n'));
    });
};
