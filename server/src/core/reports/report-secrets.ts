// Reports the secrets that want attention: expired, about to expire, and unchanged for long. Never a value.
import { setImmediate } from 'node:timers/promises';

import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow } from '../ports/tables.ts';
import { checkListed, requireVersion } from '../secrets/find-secret.ts';
import { matchAll, visibleSpaces } from '../secrets/list-secrets.ts';
import { toMetadata } from '../secrets/rows.ts';
import { parseSpacePath } from '../spaces/path.ts';
import type { ReportedSecret, ReportQuery } from './report.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_SECRETS = 10_000;
const TURN = 50;

export async function reportSecrets(
  ports: Ports,
  caller: Caller,
  query: ReportQuery,
): Promise<readonly ReportedSecret[]> {
  return operate(ports, caller, {
    name: 'secret.report',
    requires: query.recursive === true ? { on: 'self' } : { on: 'space', path: query.space, anyOf: ['list'] },
    object: { kind: 'space', name: query.space },
    run: async (scope) => {
      const spaces =
        query.recursive === true
          ? await visibleSpaces(ports, scope, parseSpacePath(query.space))
          : [scope.space.row].filter((row) => row !== null);
      const paths = new Map(spaces.map((space) => [space.id, space.path]));
      const result: ReportedSecret[] = [];
      for (const [index, row] of (await allOf(ports, paths)).entries()) {
        if (index % TURN === TURN - 1) await setImmediate();
        const changedAt = (await requireVersion(ports, row, row.version)).created_at;
        const reasons = reasonsFor(row, changedAt, ports.clock.now(), query);
        if (reasons.length === 0) continue;
        result.push({ metadata: toMetadata(row, paths.get(row.space_id) ?? ''), changedAt, reasons });
      }
      return { result, objects: [{ kind: 'space', name: query.space, count: result.length }] };
    },
  });
}

async function allOf(ports: Ports, paths: ReadonlyMap<string, string>): Promise<readonly SecretRow[]> {
  if (paths.size === 0) return [];
  const rows = await ports.store.listSecrets({
    ...matchAll([...paths.keys()]),
    orderBy: 'name',
    descending: false,
    offset: 0,
    limit: MAX_SECRETS + 1,
    after: null,
  });
  if (rows.length > MAX_SECRETS) {
    throw new AppError('too-large', `At most ${MAX_SECRETS} secrets are reported on at once. Ask for less.`, {
      details: { object: 'space', max: MAX_SECRETS },
    });
  }
  return rows.map((row) => checkListed(ports, row, paths));
}

/** What happens at the very moment has happened. */
function reasonsFor(
  { expires_at: expiresAt }: SecretRow,
  changedAt: number,
  now: number,
  { withinDays, unchangedDays }: ReportQuery,
): ReportedSecret['reasons'] {
  const expired = expiresAt !== null && expiresAt <= now;
  const expiring = expiresAt !== null && !expired && expiresAt <= now + withinDays * DAY_MS;
  const unchanged = changedAt <= now - unchangedDays * DAY_MS;
  return [
    ...(expired ? (['expired'] as const) : []),
    ...(expiring ? (['expiring'] as const) : []),
    ...(unchanged ? (['unchanged'] as const) : []),
  ];
}
