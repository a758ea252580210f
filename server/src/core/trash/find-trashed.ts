// Finds what is in the trash by its id; what is not there is `not-found`.
import { AppError } from '../../base/errors.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow, SpaceRow, TrashedSpaceRow } from '../ports/tables.ts';
import { noSecret } from '../secrets/find-secret.ts';
import type { FoundSpace } from '../spaces/find-space.ts';

export async function findTrashedSecret(
  ports: Ports,
  space: FoundSpace,
  id: string,
): Promise<{ readonly row: SecretRow; readonly space: SpaceRow }> {
  const row = space.row === null ? undefined : await ports.store.find('secrets', { id });
  if (row === undefined || space.row === null) throw noSecret(space.path);
  checkRow(ports.keyring, 'secrets', row);
  if (row.space_id !== space.row.id || row.deleted_at === null) throw noSecret(space.path);
  return { row, space: space.row };
}

/** `place` is what the space was, for decisions about it. */
export async function findTrashedSpace(
  ports: Ports,
  id: string,
): Promise<{ readonly trashed: TrashedSpaceRow; readonly row: SpaceRow; readonly place: FoundSpace }> {
  const trashed = await ports.store.find('trashed_spaces', { space_id: id });
  if (trashed === undefined) throw noTrashedSpace();
  checkRow(ports.keyring, 'trashed_spaces', trashed);
  const row = await ports.store.find('spaces', { id });
  if (row === undefined) throw new AppError('integrity-failed', 'A row of spaces is missing from the store.');
  checkRow(ports.keyring, 'spaces', row);
  return { trashed, row, place: { path: trashed.path, row, ownerId: row.owner_id } };
}

export function noTrashedSpace(): AppError {
  return new AppError('not-found', 'There is no such space in the trash.', { details: { object: 'space' } });
}

/** What a path becomes while its space is in the trash: no request can name it. */
export function trashedPath(id: string): string {
  return `.trash/${id}`;
}
