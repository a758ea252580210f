// The space that a first write makes: its row, with a fresh wrapped key, as a change of the same transaction.
import { newId } from '../../base/ids.ts';
import { signNew } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SpaceRow } from '../ports/tables.ts';
import type { FoundSpace } from './find-space.ts';

export function ensureSpace(
  ports: Ports,
  space: FoundSpace,
): { readonly row: SpaceRow; readonly changes: readonly RowChange[] } {
  if (space.row !== null) return { row: space.row, changes: [] };
  const id = newId();
  const { kekTerm, wrappedKey } = ports.keyring.createSpaceKey(id);
  const now = ports.clock.now();
  const row = signNew(ports.keyring, 'spaces', {
    id,
    path: space.path,
    owner_id: space.ownerId,
    kek_term: kekTerm,
    wrapped_key: wrappedKey,
    created_at: now,
    updated_at: now,
  });
  return { row, changes: [{ op: 'insert', table: 'spaces', row }] };
}
