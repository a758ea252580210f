// `polyvault expiring`: the secrets that have expired, soon will, or were not changed for long.
import type { Schemas } from '@polyvault/sdk';

import { table } from '../terminal.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

interface Options extends SpaceOption {
  readonly recursive?: boolean;
  readonly within?: string;
  readonly unchanged?: string;
}

export const registerExpiring: RegisterCommand = (program, context) => {
  program
    .command('expiring')
    .description('secrets that have expired, soon will, or were not changed for long')
    .addOption(spaceOption())
    .option('-r, --recursive', 'also the spaces below')
    .option('--within <days>', 'what expires within so many days (30)')
    .option('--unchanged <days>', 'what has had no new version for so many days (180)')
    .addHelpText('after', examples('polyvault expiring --space apps --recursive --within 14'))
    .action(async ({ space, recursive, within, unchanged }: Options) => {
      const answer = await context.client().send({
        method: 'GET',
        path: '/pv/v1/report',
        query: {
          space: context.space(space),
          ...(recursive === true ? { recursive } : {}),
          ...(within === undefined ? {} : { withinDays: within }),
          ...(unchanged === undefined ? {} : { unchangedDays: unchanged }),
        },
      });
      const { items } = answer.body as { readonly items: readonly Schemas['ReportedSecret'][] };
      const rows = items.map(({ secret, changedAt, reasons }) => [
        secret.name,
        secret.space,
        reasons.join(','),
        secret.expiresAt ?? '-',
        changedAt,
      ]);
      const header = ['NAME', 'SPACE', 'WHY', 'EXPIRES', 'CHANGED'];
      context.print(items, rows.length === 0 ? 'Nothing wants attention.' : table(header, rows));
    });
};
