// Locks after too many failures: kept in the store, so that a restart does not lift them; seen and lifted by
// administrators, and over by themselves after a time that grows when they follow each other.
import { AppError } from '../../../base/errors.ts';
import type { Caller, Origin } from '../../caller.ts';
import { checkRow, signNew, signNext } from '../../keys/signed-rows.ts';
import { operate } from '../../operation.ts';
import type { Ports } from '../../ports/deps.ts';
import type { LockRow } from '../../ports/tables.ts';
import type { Lock } from '../identity.ts';
import { guardsOf } from './guards.ts';

const FIRST_LOCK_MS = 15 * 60_000;
const MAX_LOCK_MS = 60 * 60_000;
/** A lock so long after the last one starts anew. */
const FORGET_MS = 24 * 60 * 60_000;

/** When the lock of a subject ends, or null when it has none. */
export async function findLockedUntil(ports: Ports, subject: string): Promise<number | null> {
  const row = await ports.store.find('locks', { subject });
  return row === undefined ? null : checkRow(ports.keyring, 'locks', row).locked_until;
}

/** Locks a subject, with an audit event of its own: 15 minutes, doubled for each lock within a day, up to an hour. */
export async function setLock(
  ports: Ports,
  origin: Origin,
  subject: { readonly kind: Lock['kind']; readonly key: string; readonly name: string },
): Promise<void> {
  await operate(ports, origin, {
    name: 'lock.set',
    requires: { on: 'nothing' },
    run: async () => {
      const now = ports.clock.now();
      const found = await ports.store.find('locks', { subject: subject.key });
      const before = found === undefined ? undefined : checkRow(ports.keyring, 'locks', found);
      const times = before !== undefined && now - before.locked_at < FORGET_MS ? before.times + 1 : 1;
      const change = {
        kind: subject.kind,
        name: subject.name,
        times,
        locked_at: now,
        locked_until: now + Math.min(FIRST_LOCK_MS * 2 ** (times - 1), MAX_LOCK_MS),
      };
      const row =
        before === undefined
          ? signNew(ports.keyring, 'locks', { subject: subject.key, ...change })
          : signNext(ports.keyring, 'locks', before, change);
      return {
        result: undefined,
        changes: [{ op: before === undefined ? 'insert' : 'update', table: 'locks', row }],
        objects: [{ kind: 'lock', id: row.subject, name: row.name }],
      };
    },
  });
}

export async function listLocks(ports: Ports, caller: Caller): Promise<readonly Lock[]> {
  return operate(ports, caller, {
    name: 'lock.list',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      const now = ports.clock.now();
      const rows = await ports.store.select('locks', {});
      const result = rows
        .map((row) => checkRow(ports.keyring, 'locks', row))
        .filter((row) => row.locked_until > now)
        .map(toLock);
      return { result, objects: [{ kind: 'lock', count: result.length }] };
    },
  });
}

export async function liftLock(ports: Ports, caller: Caller, input: { readonly id: string }): Promise<void> {
  return operate(ports, caller, {
    name: 'lock.lift',
    requires: { on: 'installation', action: 'manage-users' },
    object: { kind: 'lock', id: input.id },
    run: async () => {
      const found = await ports.store.find('locks', { subject: input.id });
      if (found === undefined) {
        throw new AppError('not-found', 'There is no such lock.', { details: { object: 'lock' } });
      }
      const row = checkRow(ports.keyring, 'locks', found);
      guardsOf(ports).failures.clear(row.subject);
      return {
        result: undefined,
        changes: [{ op: 'delete', table: 'locks', row }],
        objects: [{ kind: 'lock', id: row.subject, name: row.name }],
      };
    },
  });
}

function toLock(row: LockRow): Lock {
  return {
    id: row.subject,
    kind: row.kind as Lock['kind'],
    name: row.name,
    times: row.times,
    lockedAt: row.locked_at,
    lockedUntil: row.locked_until,
  };
}
