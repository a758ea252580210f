// `can-i`, `who-can` and `why`: questions about decisions, answered by the server that makes them.
import type { Action, Reader, Reason } from '@polyvault/sdk';

import { CommandError, EXIT } from '../failure.ts';
import { table } from '../terminal.ts';
import { examples, spaceOption } from './command.ts';
import type { RegisterCommand, SpaceOption } from './command.ts';

export const registerCanI: RegisterCommand = (program, context, end) => {
  program
    .command('can-i')
    .description('what you may do in a space; with actions, ends with 4 when one of them is not allowed')
    .argument('[actions...]', 'list, read, create, change, delete, grant, destroy or move')
    .addOption(spaceOption())
    .addHelpText(
      'after',
      examples(
        'polyvault can-i --space apps/shop/prod',
        'polyvault can-i read change --space apps/shop/prod',
      ),
    )
    .action(async (actions: readonly string[], options: SpaceOption) => {
      const space = context.space(options.space);
      const answer = await context.client().decisions.canI({
        space,
        // The server refuses what is no action, and names those that are.
        ...(actions.length === 0 ? {} : { actions: actions as readonly Action[] }),
      });
      const rows = answer.items.map(({ action, allow, reasons }) => [
        action,
        allow ? 'yes' : 'no',
        reasons.map(reasonText).join('; '),
      ]);
      context.print(answer, table(['ACTION', 'ALLOWED', 'WHY'], rows));
      if (actions.length > 0 && answer.items.some(({ allow }) => !allow)) end(EXIT.forbidden);
    });
};

export const registerWhoCan: RegisterCommand = (program, context) => {
  program
    .command('who-can')
    .description('who can read a secret, and through what; needs `grant` on its space')
    .argument('<name>')
    .addOption(spaceOption())
    .addHelpText('after', examples('polyvault who-can DB_URL --space apps/shop/prod'))
    .action(async (name: string, options: SpaceOption) => {
      const space = context.space(options.space);
      const readers: Reader[] = [];
      for await (const reader of context.client().decisions.allReaders({ space, name })) readers.push(reader);
      const rows = readers.map((reader) => [
        `${reader.kind}:${reader.name}`,
        reader.reasons.map(reasonText).join('; '),
      ]);
      context.print(readers, rows.length === 0 ? `Nobody can read ${name}.` : table(['WHO', 'WHY'], rows));
    });
};

export const registerWhy: RegisterCommand = (program, context) => {
  program
    .command('why')
    .description('why a request was answered as it was; errors show the id of their request')
    .argument('<request-id>')
    .addHelpText('after', examples('polyvault why 0197f3c2-7b1a-7c53-9d0a-2b8f6c1e4d5a'))
    .action(async (requestId: string) => {
      if (requestId.trim() === '') throw new CommandError(EXIT.usage, 'Which request?');
      const why = await context.client().decisions.why(requestId);
      const { evaluation } = why;
      const facts: readonly (readonly [string, string | null | undefined])[] = [
        ['time', why.time],
        ['operation', why.operation],
        ['outcome', why.code === null ? why.outcome : `${why.outcome} (${why.code})`],
        ['space', why.space],
        ['missing', why.action],
        ['who', evaluation?.actor.name],
        ['because', evaluation?.reasons.map(reasonText).join('; ')],
        ['denied by', evaluation?.refusal?.denies.map(reasonText).join('; ')],
        ['limited', evaluation?.refusal?.limited === true ? 'the limits of the token leave it out' : null],
      ];
      const rows = facts.flatMap(([name, value]) =>
        value === null || value === undefined || value === '' ? [] : [[name, value]],
      );
      context.print(why, table(['WHAT', 'VALUE'], rows));
    });
};

/** Such as `reader on apps/**, through a group`. */
export function reasonText({ kind, role, pattern, groupId }: Reason): string {
  if (kind !== 'grant') return kind;
  return `${role ?? 'grant'} on ${pattern ?? '?'}${groupId === undefined ? '' : ', through a group'}`;
}
