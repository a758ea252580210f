// Empties the trash for good: a secret's row, versions and states, a space's secrets and its key. What is named is
// purged at once, what has been there longer than the retention says by the server itself.
import type { Caller } from '../caller.ts';
import { checkRow } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SecretRow } from '../ports/tables.ts';
import { auditFound } from '../secrets/find-secret.ts';
import { findSpace } from '../spaces/find-space.ts';
import { findTrashedSecret, findTrashedSpace, noTrashedSpace } from './find-trashed.ts';
import { purgeBefore } from './retention.ts';

/** Secrets of one commit. */
const BATCH = 50;

export async function purgeSecret(
  ports: Ports,
  caller: Caller,
  target: { readonly space: string; readonly id: string },
): Promise<void> {
  return operate(ports, caller, {
    name: 'trash.purge',
    requires: { on: 'space', path: target.space, anyOf: ['destroy'] },
    object: { kind: 'secret', id: target.id },
    run: async (scope) => {
      const { row } = await findTrashedSecret(ports, scope.space, target.id);
      return {
        result: undefined,
        changes: await removal(ports, row),
        objects: [{ ...auditFound(row), versionBefore: row.version }],
      };
    },
  });
}

/** A space of many secrets goes in several steps, each an event; one that was cut short is gone on with. */
export async function purgeSpace(
  ports: Ports,
  caller: Caller,
  input: { readonly id: string },
): Promise<void> {
  while (!(await purgeStep(ports, caller, input.id)));
}

/** True when nothing of the space is left. */
async function purgeStep(ports: Ports, caller: Caller, id: string): Promise<boolean> {
  return operate<boolean>(ports, caller, {
    name: 'space.purge',
    requires: { on: 'self' },
    object: { kind: 'space', id },
    run: async (scope) => {
      const { trashed, row, place } = await findTrashedSpace(ports, id);
      if (!scope.canAt(place, 'list')) throw noTrashedSpace();
      scope.requireAt(place, 'destroy');
      const secrets = await ports.store.scan('secrets', {
        where: { space_id: [id] },
        after: null,
        limit: BATCH + 1,
      });
      const done = secrets.length <= BATCH;
      const changes: RowChange[] = [];
      for (const secret of secrets.slice(0, BATCH)) {
        changes.push(...(await removal(ports, checkRow(ports.keyring, 'secrets', secret))));
      }
      if (done) {
        changes.push({ op: 'delete', table: 'trashed_spaces', row: trashed });
        changes.push({ op: 'delete', table: 'spaces', row });
        changes.push(...(await aliasesOf(ports, row.id)));
      }
      return {
        result: done,
        changes,
        objects: [{ kind: 'space', id, name: trashed.path, count: Math.min(secrets.length, BATCH) }],
      };
    },
  });
}

/** Everything that was in the trash for longer than it is kept; how many secrets and spaces that were. */
export async function purgeExpired(
  ports: Ports,
  system: Caller,
): Promise<{ readonly secrets: number; readonly spaces: number }> {
  const before = purgeBefore(ports);
  if (before === null) return { secrets: 0, spaces: 0 };
  let secrets = 0;
  for (;;) {
    const rows = await ports.store.listTrash({ spaceId: null, before, after: null, limit: BATCH });
    for (const row of rows) await purgeDue(ports, system, row);
    secrets += rows.length;
    if (rows.length < BATCH) break;
  }
  const due = (await ports.store.select('trashed_spaces', {})).filter((row) => row.deleted_at < before);
  for (const { space_id: id } of due) await purgeSpace(ports, system, { id });
  return { secrets, spaces: due.length };
}

async function purgeDue(ports: Ports, system: Caller, found: SecretRow): Promise<void> {
  return operate(ports, system, {
    name: 'trash.purge',
    requires: { on: 'self' },
    object: auditFound(found),
    run: async (scope) => {
      const row = await ports.store.find('secrets', { id: found.id });
      // Restored or purged meanwhile.
      if (row === undefined || row.deleted_at === null) return { result: undefined };
      checkRow(ports.keyring, 'secrets', row);
      const space = await ports.store.find('spaces', { id: row.space_id });
      if (space !== undefined) scope.requireAt(await findSpace(ports, space.path), 'destroy');
      return {
        result: undefined,
        changes: await removal(ports, row),
        objects: [{ ...auditFound(row), versionBefore: row.version }],
      };
    },
  });
}

/** All rows of a secret. */
async function removal(ports: Ports, row: SecretRow): Promise<readonly RowChange[]> {
  const { store } = ports;
  const where = { secret_id: row.id };
  const versions = await store.select('versions', where);
  const states = await store.select('secret_states', where);
  return [
    { op: 'delete', table: 'secrets', row },
    ...versions.map((version) => ({ op: 'delete', table: 'versions', row: version }) as const),
    ...states.map((state) => ({ op: 'delete', table: 'secret_states', row: state }) as const),
    ...(await aliasesOf(ports, row.id)),
  ];
}

async function aliasesOf({ store }: Ports, targetId: string): Promise<readonly RowChange[]> {
  const aliases = await store.select('aliases', { target_id: targetId });
  return aliases.map((row) => ({ op: 'delete', table: 'aliases', row }) as const);
}
