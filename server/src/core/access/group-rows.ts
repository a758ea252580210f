// Rows of groups: found by name, and held still by every change that depends on who is in a group or what it is
// granted, so that two such changes are decided one after the other.
import { AppError } from '../../base/errors.ts';
import { canonicalName } from '../identity/names.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { GrantRow, GroupMemberRow, GroupRow } from '../ports/tables.ts';

export async function findGroupRow(ports: Ports, name: string): Promise<GroupRow | undefined> {
  const row = await ports.store.find('groups', { name_key: canonicalName(name) });
  return row === undefined ? undefined : checkRow(ports.keyring, 'groups', row);
}

/** `not-found` on `group` when there is none of that name. */
export async function requireGroupRow(ports: Ports, name: string): Promise<GroupRow> {
  const row = await findGroupRow(ports, name);
  if (row !== undefined) return row;
  throw new AppError('not-found', `There is no group named ${JSON.stringify(name)}.`, {
    details: { object: 'group' },
  });
}

/** The change that meets any other one of the same group. */
export function touchGroup(ports: Ports, row: GroupRow): RowChange {
  return {
    op: 'update',
    table: 'groups',
    row: signNext(ports.keyring, 'groups', row, { updated_at: ports.clock.now() }),
  };
}

export async function grantsOfGroup(ports: Ports, id: string): Promise<readonly GrantRow[]> {
  const rows = await ports.store.select('grants', { principal_kind: 'group', principal_id: id });
  return rows.map((row) => checkRow(ports.keyring, 'grants', row));
}

export async function membersOf(ports: Ports, id: string): Promise<readonly GroupMemberRow[]> {
  const rows = await ports.store.select('group_members', { group_id: id });
  return rows.map((row) => checkRow(ports.keyring, 'group_members', row));
}
