// `polyvault compare`: spaces side by side, without values.
import { printComparison } from '../comparison-table.ts';
import type { ComparisonOptions } from '../comparison-table.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

export const registerCompare: RegisterCommand = (program, context, end) => {
  program
    .command('compare')
    .description('spaces side by side: what is missing where, and what differs, without values')
    .argument('<spaces...>', '2 to 8 spaces')
    .option('--differences', 'only what is missing somewhere or differs')
    .option('--check', 'end with 1 when something is missing somewhere or differs')
    .addHelpText(
      'after',
      examples(
        'polyvault compare apps/shop/staging apps/shop/prod',
        'polyvault compare apps/shop/staging apps/shop/prod --differences --check',
      ),
    )
    .action(async (spaces: string[], options: ComparisonOptions) => {
      printComparison(context, end, await context.client().compare(spaces), spaces, options);
    });
};
