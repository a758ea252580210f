// `polyvault mv`: moves secrets to another space, or a whole space to another path, with their history.
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly to: string;
  readonly name?: string;
  readonly aliasUntil?: string;
  readonly wholeSpace?: boolean;
}

export const registerMv: RegisterCommand = (program, context) => {
  program
    .command('mv')
    .description('move secrets to another space with their history; nobody reads them on the way')
    .argument('[names...]', 'secrets of the space')
    .requiredOption('--to <space>', 'the space to which they go')
    .option('--name <name>', 'a new name, for one secret')
    .option('--whole-space', 'the space itself with everything in it, to a path where there is none')
    .option('--alias-until <time>', 'reads at the old address go on until then (RFC 3339)')
    .addOption(spaceOption())
    .addHelpText(
      'after',
      examples(
        'polyvault mv DB_URL --space apps/shop --to apps/common --alias-until 2030-01-31T00:00:00Z',
        'polyvault mv --whole-space --space apps/shop --to teams/shop',
      ),
    )
    .action(async (names: string[], options: Options) => {
      const from = context.space(options.space);
      const { to, name, aliasUntil } = options;
      const target = { from, to, ...(aliasUntil === undefined ? {} : { aliasUntil }) };
      const { moves } = context.client();
      if (options.wholeSpace === true) {
        const moved = await moves.space(target);
        context.print(moved, `Moved ${from} with its ${moved.secrets} secrets to ${moved.space.path}.`);
        return;
      }
      const items = await moves.secrets({ ...target, names, ...(name === undefined ? {} : { name }) });
      context.print(items, items.map((item) => `Moved ${item.name} to ${item.space}.`).join('\n'));
    });
};
