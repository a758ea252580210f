// What a secret was called, where it was and how it was described, kept whenever that changes: versions alone would not
// tell what a space looked like at a moment.
import { signNew } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SecretRow } from '../ports/tables.ts';

/** All of a secret that is neither its content nor an account of it. */
const STATE_COLUMNS = [
  'space_id',
  'public_id',
  'name',
  'kind',
  'description',
  'tags',
  'env',
  'file',
  'delivery_enabled',
  'expires_at',
  'deleted_at',
] as const satisfies readonly (keyof SecretRow)[];

export type SecretState = Pick<SecretRow, (typeof STATE_COLUMNS)[number]>;

/** The row that remembers how `before` was, as changes of the same commit; none where only its content changes. */
export function keepState(ports: Ports, before: SecretRow, next: SecretRow): readonly RowChange[] {
  if (STATE_COLUMNS.every((column) => before[column] === next[column])) return [];
  const row = signNew(ports.keyring, 'secret_states', {
    secret_id: before.id,
    state: before.row_version,
    ended_at: Math.max(ports.clock.now(), next.updated_at),
    ...stateOf(before),
  });
  return [{ op: 'insert', table: 'secret_states', row }];
}

export function stateOf(row: SecretState): SecretState {
  return Object.fromEntries(STATE_COLUMNS.map((column) => [column, row[column]])) as unknown as SecretState;
}
