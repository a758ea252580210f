// A space as an operation meets it: the row when it exists, and in any case to whom it belongs.
import { canonicalName } from '../identity/names.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { Where } from '../ports/store.ts';
import type { SpaceRow, UserRow } from '../ports/tables.ts';

export interface FoundSpace {
  readonly path: string;
  /** Null while nothing was ever created there. */
  readonly row: SpaceRow | null;
  /** The user whose personal space it is, or null. Nobody's when the path names no user: see NOBODY. */
  readonly ownerId: string | null;
  /** The old path that led here, which is also what the caller is told. */
  readonly alias?: string;
}

/** The owner of a personal space whose user does not exist. */
export const NOBODY = 'nobody';

/** `path` has to be a valid space path. */
export async function findSpace(ports: Ports, path: string): Promise<FoundSpace> {
  const row = await ports.store.find('spaces', { path });
  if (row !== undefined) {
    checkRow(ports.keyring, 'spaces', row);
    return { path, row, ownerId: row.owner_id };
  }
  return { path, row: null, ownerId: await personalOwner(ports, path) };
}

/** Whose personal space a path is by configuration, whether it exists or not. */
async function personalOwner(ports: Ports, path: string): Promise<string | null> {
  const segments = path.split('/');
  for (const template of ports.settings.personalSpaces) {
    const depth = template.source.split('/').length;
    const values = template.match(segments.slice(0, depth).join('/'));
    if (values === null) continue;
    const byId = values['user_id'];
    if (byId !== undefined) {
      return (await checkedUser(ports, { id: byId }))?.id ?? NOBODY;
    }
    const username_key = canonicalName(values['username'] ?? '');
    return (await checkedUser(ports, { username_key }))?.id ?? NOBODY;
  }
  return null;
}

async function checkedUser(ports: Ports, where: Where<UserRow>): Promise<UserRow | undefined> {
  const row = await ports.store.find('users', where);
  return row === undefined ? undefined : checkRow(ports.keyring, 'users', row);
}
