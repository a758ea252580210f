// Gathers what a decision about one principal depends on: his grants, those of his groups, and nobody else's, so
// that its cost does not grow with the installation.
import { AppError } from '../../base/errors.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Caller, Principal, TokenLimit } from '../caller.ts';
import type { Ports } from '../ports/deps.ts';
import type { GrantRow } from '../ports/tables.ts';
import type { AccessSnapshot, EffectiveGrant } from './decide.ts';
import { parseSpacePattern } from './pattern.ts';
import { grantedActions } from './roles.ts';

export async function loadSnapshot(ports: Ports, caller: Caller): Promise<AccessSnapshot> {
  const snapshot = await snapshotOf(ports, caller.principal);
  return { ...snapshot, limits: toLimits(caller.token?.limits ?? null) };
}

/** What the principal himself may do, through whatever token. */
export async function snapshotOf(
  ports: Ports,
  principal: Pick<Principal, 'kind' | 'id' | 'name'> & { readonly admin?: boolean },
): Promise<AccessSnapshot> {
  const { kind, id } = principal;
  if (kind === 'system') {
    return { kind, userId: null, administrator: false, homes: [], grants: [], limits: null };
  }
  const grants = await grantsTo(ports, kind, id, null);
  const memberships = await ports.store.select('group_members', { principal_kind: kind, principal_id: id });
  for (const row of memberships) {
    checkRow(ports.keyring, 'group_members', row);
    grants.push(...(await grantsTo(ports, 'group', row.group_id, row.group_id)));
  }
  const onBehalfOf = kind === 'service' ? await ownerSnapshot(ports, id) : null;
  return {
    ...(onBehalfOf === null ? {} : { onBehalfOf }),
    kind,
    userId: kind === 'user' ? id : null,
    administrator: kind === 'user' && principal.admin === true,
    homes: kind === 'user' ? homesOf(ports, principal) : [],
    grants,
    limits: null,
  };
}

/** What the user may do on whose behalf a service acts; null for a service of the installation. */
async function ownerSnapshot(ports: Ports, serviceId: string): Promise<AccessSnapshot | null> {
  const service = await ports.store.find('services', { id: serviceId });
  if (service === undefined || checkRow(ports.keyring, 'services', service).owner_id === '') return null;
  const owner = await ports.store.find('users', { id: service.owner_id });
  if (owner === undefined) {
    throw new AppError(
      'integrity-failed',
      'The user on whose behalf a service acts is missing from the store.',
    );
  }
  const { id, username, admin } = checkRow(ports.keyring, 'users', owner);
  return snapshotOf(ports, { kind: 'user', id, name: username, admin: admin === 1 });
}

async function grantsTo(
  ports: Ports,
  kind: 'user' | 'service' | 'group',
  id: string,
  groupId: string | null,
): Promise<EffectiveGrant[]> {
  const rows = await ports.store.select('grants', { principal_kind: kind, principal_id: id });
  const grants: EffectiveGrant[] = [];
  for (const row of rows) grants.push(await toEffective(ports, row, groupId));
  return grants;
}

async function toEffective(ports: Ports, row: GrantRow, groupId: string | null): Promise<EffectiveGrant> {
  checkRow(ports.keyring, 'grants', row);
  return {
    id: row.id,
    groupId,
    role: row.role,
    source: row.pattern,
    pattern: parseSpacePattern(row.pattern),
    actions: new Set(await grantedActions(ports, row.role)),
    effect: row.effect === 'deny' ? 'deny' : 'allow',
  };
}

function homesOf(ports: Ports, user: { readonly id: string; readonly name: string }) {
  return ports.settings.homes.map((home) => ({
    kind: 'subtree' as const,
    base: home.render({ username: user.name, user_id: user.id }),
  }));
}

function toLimits(limits: readonly TokenLimit[] | null): AccessSnapshot['limits'] {
  return (
    limits?.map((limit) => ({ pattern: parseSpacePattern(limit.space), actions: new Set(limit.actions) })) ??
    null
  );
}
