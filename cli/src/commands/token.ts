// `polyvault token`: tokens of your own, for machines and jobs. The text of a new one is printed once.
import { InvalidArgumentError } from 'commander';
import type { Limit, NewToken } from '@polyvault/sdk';

import { table } from '../terminal.ts';
import { examples } from './command.ts';
import type { RegisterCommand } from './command.ts';

interface NewOptions {
  readonly lifetime: number | null;
  readonly allow?: readonly Limit[];
  readonly from?: readonly string[];
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

export const registerToken: RegisterCommand = (program, context) => {
  const token = program
    .command('token')
    .description('tokens of your own: list, make, revoke')
    .addHelpText(
      'after',
      examples(
        'polyvault token new ci --lifetime 90d --allow apps/shop/prod:list,read',
        'polyvault token revoke 0197f3c2-7b1a-7c53-9d0a-2b8f6c1e4d5a',
      ),
    );
  token
    .command('ls', { isDefault: true })
    .description('your tokens, never their text')
    .action(async () => {
      const tokens = await context.client().tokens.list();
      const rows = tokens.map(({ id, name, kind, expiresAt, lastUsedAt, limits }) => [
        id,
        name,
        kind,
        expiresAt?.slice(0, 16).replace('T', ' ') ?? 'never',
        lastUsedAt?.slice(0, 16).replace('T', ' ') ?? '-',
        limits === null
          ? 'all that you may'
          : limits.map(({ space, actions }) => `${space}:${actions.join(',')}`).join(' '),
      ]);
      context.print(tokens, table(['ID', 'NAME', 'KIND', 'EXPIRES', 'LAST USED', 'MAY'], rows));
    });
  token
    .command('new')
    .description('a token, whose text is printed once')
    .argument('<name>')
    .option('--lifetime <time>', 'such as 12h, 90d, or never', parseLifetime, 90 * 86_400)
    .option(
      '--allow <space:actions>',
      'only this, such as apps/shop/**:list,read; may be said again',
      addLimit,
    )
    .option('--from <networks...>', 'accepted from these address blocks only (CIDR)')
    .action(async (name: string, { lifetime, allow, from }: NewOptions) => {
      const wanted: NewToken = {
        name,
        lifetimeSeconds: lifetime,
        ...(allow === undefined ? {} : { limits: allow }),
        ...(from === undefined ? {} : { networks: from }),
      };
      const made = await context.client().tokens.create(wanted);
      context.print(made, made.token);
      if (context.json) return;
      context.terminal.note(
        `Its id is ${made.id}; it ends ${made.expiresAt ?? 'never'}. It is shown only now.`,
      );
    });
  token
    .command('revoke')
    .description('end a token at once')
    .argument('<id>')
    .action(async (id: string) => {
      await context.client().tokens.revoke(id);
      context.print({ id, revoked: true }, 'The token is revoked.');
    });
};

function parseLifetime(text: string): number | null {
  if (text === 'never') return null;
  const [, count, unit] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw new InvalidArgumentError('It must be a number with s, m, h or d, or never.');
  }
  return Number(count) * (UNITS[unit] ?? 1);
}

/** The server judges the pattern and the actions. */
function addLimit(text: string, before: readonly Limit[] = []): readonly Limit[] {
  const [, space, actions] = /^(.+):([a-z,]+)$/.exec(text) ?? [];
  if (space === undefined || actions === undefined) {
    throw new InvalidArgumentError('It must be a space and actions, such as apps/shop/**:list,read.');
  }
  return [...before, { space, actions: actions.split(',') }];
}
