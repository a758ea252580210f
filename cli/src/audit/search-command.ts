// `audit search`: who did what, newest first. Apps and other services are named like users, as service:NAME.
import type { AuditEvent, AuditEventQuery, Client } from '@polyvault/sdk';
import { Option } from 'commander';

import { examples } from '../commands/command.ts';
import type { RegisterCommand } from '../commands/command.ts';
import { CommandError, EXIT } from '../failure.ts';
import { table } from '../terminal.ts';

interface Options {
  readonly space?: string;
  readonly actor?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
}

export const addSearch: RegisterCommand = (audit, context) => {
  audit
    .command('search')
    .description('events of the audit log, newest first; for administrators')
    .option('--space <space>', 'of this very space')
    .option('--actor <who>', 'user:NAME, service:NAME (an Olares app is one), or an id')
    .option('--operation <name>', 'such as secret.read')
    .addOption(new Option('--outcome <outcome>').choices(['ok', 'denied', 'failed']))
    .option('--from <time>', 'from this time on, such as 2030-01-31T12:00:00Z')
    .option('--to <time>', 'before this time')
    .option('--limit <number>', 'at most this many, up to 1000', '100')
    .addHelpText(
      'after',
      examples(
        'polyvault audit search --actor service:notes --operation secret.read',
        'polyvault audit search --space olares/alice/notes/prod --outcome denied',
      ),
    )
    .action(async ({ actor, limit, ...filters }: Options) => {
      const client = context.client();
      const query: AuditEventQuery = {
        ...filters,
        limit: toNumber(limit),
        ...(actor === undefined ? {} : { actorId: await idOf(client, actor) }),
      };
      const events = await client.auditLog.search(query);
      context.print(
        events,
        events.length === 0
          ? 'There are no such events.'
          : table(['TIME', 'WHO', 'OPERATION', 'OUTCOME', 'SPACE', 'OBJECT', 'THROUGH'], events.map(rowOf)),
      );
    });
};

/** The id of a principal; a service of that name has to be the only one. */
async function idOf(client: Client, actor: string): Promise<string> {
  const [, kind, name = ''] = /^(user|service):(.+)$/.exec(actor) ?? [];
  if (kind === undefined) return actor;
  const named =
    kind === 'user'
      ? (await client.users.list()).filter(({ username }) => username.toLowerCase() === name.toLowerCase())
      : (await client.services.list()).filter((service) => service.name === name);
  const [first, second] = named;
  if (first === undefined) throw new CommandError(EXIT.missing, `There is no ${actor}.`);
  if (second === undefined) return first.id;
  throw new CommandError(
    EXIT.usage,
    `There are ${named.length} of the name ${name}.`,
    `Name one by its id: ${named.map(({ id }) => id).join(', ')}`,
  );
}

function rowOf(event: AuditEvent): readonly string[] {
  const { time, actor, operation, outcome, code, space, object, dialect } = event;
  return [
    time.slice(0, 19).replace('T', ' '),
    actor.name === undefined ? actor.kind : `${actor.kind}:${actor.name}`,
    operation,
    code === undefined ? outcome : `${outcome} (${code})`,
    space?.path ?? '-',
    object === undefined ? '-' : objectOf(object),
    dialect,
  ];
}

function objectOf({ kind, name, id, version, count }: NonNullable<AuditEvent['object']>): string {
  const which = name ?? id ?? '';
  const more = version === undefined ? (count === undefined ? '' : ` (${count})`) : ` v${version}`;
  return `${kind} ${which}${more}`.trim();
}

function toNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new CommandError(EXIT.usage, '--limit must be a whole number from 1 to 1000.');
}
