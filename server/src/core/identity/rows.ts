// Between rows of users, services and tokens and what core shows of them.
import type { ServicePrincipal, TokenKind, TokenLimit, UserPrincipal } from '../caller.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { ServiceRow, TokenRow, UserRow } from '../ports/tables.ts';
import type { Service, TokenSummary, User } from './identity.ts';

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    admin: row.admin === 1,
    disabled: row.disabled === 1,
    mustChangePassword: row.must_change_password === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toUserPrincipal(row: UserRow): UserPrincipal {
  return { kind: 'user', id: row.id, name: row.username, email: row.email, admin: row.admin === 1 };
}

/** The service as a principal; null when the user on whose behalf it acts is disabled or gone. */
export async function toServicePrincipal(ports: Ports, row: ServiceRow): Promise<ServicePrincipal | null> {
  const owner = await ownerOf(ports, row);
  if (row.owner_id !== '' && (owner === null || owner.disabled)) return null;
  return {
    kind: 'service',
    id: row.id,
    name: row.name,
    owner: owner === null ? null : { id: owner.id, username: owner.username },
    attributes: JSON.parse(row.attributes) as Record<string, unknown>,
  };
}

export async function toService(ports: Ports, row: ServiceRow): Promise<Service> {
  const owner = await ownerOf(ports, row);
  return {
    id: row.id,
    name: row.name,
    clientId: row.client_id,
    owner: owner === null ? null : { id: owner.id, username: owner.username },
    attributes: JSON.parse(row.attributes) as Record<string, unknown>,
    disabled: row.disabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toTokenSummary(row: TokenRow): TokenSummary {
  return {
    id: row.id,
    kind: row.kind as TokenKind,
    name: row.name,
    principalId: row.principal_id,
    scope: JSON.parse(row.scope) as string[],
    limits: row.limits === null ? null : (JSON.parse(row.limits) as TokenLimit[]),
    networks: row.networks === null ? null : (JSON.parse(row.networks) as string[]),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}

async function ownerOf(ports: Ports, row: ServiceRow): Promise<User | null> {
  if (row.owner_id === '') return null;
  const owner = await ports.store.find('users', { id: row.owner_id });
  return owner === undefined ? null : toUser(checkRow(ports.keyring, 'users', owner));
}
