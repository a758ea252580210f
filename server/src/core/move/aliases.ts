// Old addresses that lead to where something was moved. An alias is an address and gives no rights: what it leads to is
// judged where it is, and to whom it may not be shown there is nothing at the old address either.
import { invalidInput } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import { decide } from '../access/decide.ts';
import type { AccessSnapshot } from '../access/decide.ts';
import type { Action } from '../access/actions.ts';
import { checkRow, signNew, signNext } from '../keys/signed-rows.ts';
import type { Scope } from '../scope.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { AliasRow, SecretRow, SpaceRow } from '../ports/tables.ts';
import { noSecret } from '../secrets/find-secret.ts';
import type { FoundSecret } from '../secrets/find-secret.ts';
import type { SecretRef } from '../secrets/secret.ts';
import { toMetadata } from '../secrets/rows.ts';
import { findSpace } from '../spaces/find-space.ts';
import type { FoundSpace } from '../spaces/find-space.ts';

const MAX_LIFE_MS = 366 * 24 * 60 * 60 * 1000;

/** `invalid-input` on `aliasUntil` for a time that is past or further than a year away. */
export function checkAliasUntil({ clock }: Ports, until: number | undefined): void {
  if (until === undefined) return;
  const ahead = until - clock.now();
  if (ahead > 0 && ahead <= MAX_LIFE_MS) return;
  throw invalidInput({ path: 'aliasUntil', message: 'must be in the future, at most 366 days ahead' });
}

/** The space that a caller means by a path: the one that is there, else the one that has moved and that he may list. */
export async function askedSpace(
  ports: Ports,
  snapshot: AccessSnapshot | null,
  path: string,
): Promise<FoundSpace> {
  const found = await findSpace(ports, path);
  if (found.row !== null || snapshot === null) return found;
  const alias = await liveAlias(ports, { address: path, name: '' });
  if (alias === undefined) return found;
  const row = await ports.store.find('spaces', { id: alias.target_id });
  if (row === undefined || isInTrash(row)) return found;
  checkRow(ports.keyring, 'spaces', row);
  const moved = { path: row.path, row, ownerId: row.owner_id, alias: path };
  return decide(snapshot, 'list', moved).allow ? moved : found;
}

/**
 * What stood at an address of the scope's space and has moved elsewhere, if the caller may do this with it there;
 * `not-found` otherwise.
 */
export async function requireMoved(
  ports: Ports,
  scope: Scope,
  ref: SecretRef,
  action: Action,
): Promise<FoundSecret & { readonly at: string }> {
  const moved = await findMoved(ports, scope.space, ref);
  if (moved === undefined) throw noSecret(scope.space.path);
  const { row, space } = moved;
  const allowed = scope.canAt({ path: space.path, ownerId: space.owner_id }, action);
  if (!allowed || ref.accepts?.(toMetadata(row, space.path)) === false) throw noSecret(scope.space.path);
  return { row, space, at: space.path };
}

async function findMoved(ports: Ports, from: FoundSpace, ref: SecretRef): Promise<FoundSecret | undefined> {
  if (from.row === null) return undefined;
  const by = 'name' in ref ? { name: ref.name } : { target_id: ref.id };
  const alias = await liveAlias(ports, { address: from.row.id, ...by });
  const row = alias && (await ports.store.find('secrets', { id: alias.target_id, deleted_at: null }));
  if (row === undefined) return undefined;
  checkRow(ports.keyring, 'secrets', row);
  const space = await ports.store.find('spaces', { id: row.space_id });
  if (space === undefined || isInTrash(space)) return undefined;
  return { row, space: checkRow(ports.keyring, 'spaces', space) };
}

/** The change that makes an address lead to a row, whatever it led to before. */
export async function planAlias(
  ports: Ports,
  scope: Scope,
  address: { readonly address: string; readonly name: string },
  target: SecretRow | SpaceRow,
  until: number,
): Promise<RowChange> {
  const columns = {
    target_id: target.id,
    created_at: ports.clock.now(),
    created_by: scope.caller?.principal.name ?? '',
    expires_at: until,
  };
  const before = await ports.store.find('aliases', address);
  if (before === undefined) {
    const row = signNew(ports.keyring, 'aliases', { id: newId(), ...address, ...columns });
    return { op: 'insert', table: 'aliases', row };
  }
  checkRow(ports.keyring, 'aliases', before);
  return { op: 'update', table: 'aliases', row: signNext(ports.keyring, 'aliases', before, columns) };
}

async function liveAlias(
  ports: Ports,
  where: { readonly address: string; readonly name?: string; readonly target_id?: string },
): Promise<AliasRow | undefined> {
  const row = await ports.store.find('aliases', where);
  if (row === undefined) return undefined;
  checkRow(ports.keyring, 'aliases', row);
  return row.expires_at > ports.clock.now() ? row : undefined;
}

function isInTrash({ path }: SpaceRow): boolean {
  return path.startsWith('.');
}
