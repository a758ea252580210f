// To whom a grant can be given: a user, a service or a group, found by what the caller typed and named again for
// those who list.
import { AppError, invalidInput } from '../../base/errors.ts';
import { findUserRow } from '../identity/users.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { Grant } from '../spaces/space.ts';
import { findGroupRow, touchGroup } from './group-rows.ts';

export type Grantee = Grant['to'] & {
  /** A change that holds still what the judgement of a grant looked at. */
  readonly held?: RowChange;
};

/** `invalid-input` for anything but `user:NAME`, `service:ID` and `group:NAME`; `not-found` for nobody. */
export async function findGrantee(ports: Ports, to: string, member = 'to'): Promise<Grantee> {
  const [kind, ...rest] = to.split(':');
  const name = rest.join(':');
  if (kind === 'user') {
    const row = await findUserRow(ports, { username: name });
    if (row !== undefined) return { kind: 'user', id: row.id, name: row.username };
  } else if (kind === 'service') {
    const row = await ports.store.find('services', { id: name });
    if (row !== undefined) {
      checkRow(ports.keyring, 'services', row);
      return { kind: 'service', id: row.id, name: row.name };
    }
  } else if (kind === 'group') {
    const row = await findGroupRow(ports, name);
    if (row !== undefined) {
      return { kind: 'group', id: row.id, name: row.name, held: touchGroup(ports, row) };
    }
  } else {
    throw invalidInput({ path: member, message: 'must be user:USERNAME, service:ID or group:NAME' });
  }
  throw new AppError('not-found', `There is no ${kind} ${JSON.stringify(name)}.`, {
    details: { object: kind, issues: [{ path: member, message: 'names nobody' }] },
  });
}

/** The name of a grantee; his id when he is gone. */
export async function nameOf(ports: Ports, kind: string, id: string): Promise<string> {
  const { keyring, store } = ports;
  if (kind === 'user') {
    const row = await store.find('users', { id });
    return row === undefined ? id : checkRow(keyring, 'users', row).username;
  }
  if (kind === 'group') {
    const row = await store.find('groups', { id });
    return row === undefined ? id : checkRow(keyring, 'groups', row).name;
  }
  const row = await store.find('services', { id });
  return row === undefined ? id : checkRow(keyring, 'services', row).name;
}

/** Whether the grantee is an administrator, or a group that has one among its members. */
export async function includesAdministrator(ports: Ports, to: Grant['to']): Promise<boolean> {
  if (to.kind === 'service') return false;
  const isAdministrator = async (id: string): Promise<boolean> =>
    (await findUserRow(ports, { id }))?.admin === 1;
  if (to.kind === 'user') return isAdministrator(to.id);
  const members = await ports.store.select('group_members', { group_id: to.id, principal_kind: 'user' });
  for (const row of members) {
    if (await isAdministrator(checkRow(ports.keyring, 'group_members', row).principal_id)) return true;
  }
  return false;
}
