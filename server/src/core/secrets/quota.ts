// Limits over all live secrets of a space, added up from rows that verify. The space's row changes with each write under a quota, so that two
// writes at once are decided one after the other.
import { AppError } from '../../base/errors.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SecretRow, SpaceRow } from '../ports/tables.ts';
import type { SpaceQuota } from './secret.ts';

type Counted = Pick<SecretRow, 'secret_bytes' | 'env'>;

/**
 * The change that holds the space still, or `quota-exceeded` with reason `secrets`, `bytes` or `env-bytes` when
 * the state without `before` and with `after` would be over the quota. In a batch, the path of the
 * first issue is `INDEX.` of the first entry that goes over.
 */
export async function checkQuota(
  ports: Ports,
  space: { readonly row: SpaceRow; readonly isNew: boolean },
  quota: SpaceQuota | undefined,
  before: readonly Counted[],
  after: readonly Counted[],
): Promise<readonly RowChange[]> {
  if (quota === undefined) return [];
  const live = space.isNew
    ? []
    : await ports.store.select('secrets', { space_id: space.row.id, deleted_at: null });
  for (const row of live) checkRow(ports.keyring, 'secrets', row);
  const use = { secrets: live.length, bytes: bytes(live), envBytes: envBytes(live) };
  for (const index of after.keys()) {
    const so = after.slice(0, index + 1);
    const entry = after.length > 1 ? index : undefined;
    const grows = so.length > before.length;
    exceed('secrets', use.secrets - before.length + so.length, grows ? quota.secrets : undefined, entry);
    exceed('bytes', use.bytes - bytes(before) + bytes(so), quota.bytes, entry);
    exceed('env-bytes', use.envBytes - envBytes(before) + envBytes(so), quota.envBytes, entry);
  }
  if (space.isNew) return [];
  const row = signNext(ports.keyring, 'spaces', space.row, { updated_at: ports.clock.now() });
  return [{ op: 'update', table: 'spaces', row }];
}

function exceed(reason: string, value: number, max: number | undefined, index: number | undefined): void {
  if (max === undefined || value <= max) return;
  throw new AppError('quota-exceeded', `The space would exceed its limit of ${max} (${reason}).`, {
    details: {
      object: 'space',
      reason,
      max,
      ...(index === undefined ? {} : { issues: [{ path: `${index}.`, message: 'goes over the limit' }] }),
    },
  });
}

function bytes(rows: readonly Counted[]): number {
  return rows.reduce((sum, row) => sum + row.secret_bytes, 0);
}

function envBytes(rows: readonly Counted[]): number {
  return bytes(rows.filter((row) => row.env !== null));
}
