// `polyvault diff`: what differs between two moments of a space, or between two spaces; never a value.
import { table } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

interface Options {
  readonly fromTime?: string;
  readonly toTime?: string;
}

export const registerDiff: RegisterCommand = (program, context) => {
  program
    .command('diff')
    .description('what differs between two moments of a space, or two spaces, without values')
    .argument('<space>')
    .argument('[other]', 'another space; the same one when absent')
    .option('--from-time <time>', 'the first space as it was (RFC 3339)')
    .option('--to-time <time>', 'the other one as it was')
    .addHelpText(
      'after',
      examples(
        'polyvault diff apps/shop --from-time 2030-01-31T00:00:00Z',
        'polyvault diff apps/shop/staging apps/shop/prod',
      ),
    )
    .action(async (from: string, to: string | undefined, { fromTime, toTime }: Options) => {
      const diff = await context.client().time.diff({
        from,
        ...(to === undefined ? {} : { to }),
        ...(fromTime === undefined ? {} : { fromAt: fromTime }),
        ...(toTime === undefined ? {} : { toAt: toTime }),
      });
      const version = (side: { readonly version: number } | null) =>
        side === null ? '-' : `v${side.version}`;
      const rows = diff.items.map((item) => [item.name, item.change, version(item.from), version(item.to)]);
      const text = rows.length === 0 ? 'Nothing differs.' : table(['NAME', 'CHANGE', 'FROM', 'TO'], rows);
      context.print(diff, text);
    });
};
