// Grants and custom roles: made, listed and taken away by those who hold `grant`, never beyond what they hold.
import { AppError, invalidInput } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { findUserRow } from '../identity/users.ts';
import { checkRow, signNew, signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { GrantRow } from '../ports/tables.ts';
import type { Grant, NewGrant } from '../spaces/space.ts';
import { BUILT_IN_ROLES } from './actions.ts';
import type { Action } from './actions.ts';
import { holdsOnPattern } from './decide.ts';
import type { AccessSnapshot } from './decide.ts';
import { parseSpacePattern, patternMatches } from './pattern.ts';
import { actionsOfRole, parseActions } from './roles.ts';

const ROLE_NAME = /^[a-z][a-z0-9-]{0,63}$/;

export async function createGrant(ports: Ports, caller: Caller, input: Lazy<NewGrant>): Promise<Grant> {
  return operate(ports, caller, {
    name: 'grant.create',
    requires: { on: 'self' },
    run: async (scope) => {
      const asked = force(input);
      await requireHeld(ports, scope.snapshot, asked.role, asked.space);
      const to = await findGrantee(ports, asked.to);
      const equal = await ports.store.find('grants', {
        principal_kind: to.kind,
        principal_id: to.id,
        role: asked.role,
        pattern: asked.space,
        effect: 'allow',
      });
      const row = equal ?? planGrant(ports, scope, to, asked.role, asked.space);
      return {
        result: toGrant(row, to.name),
        changes: equal === undefined ? [{ op: 'insert', table: 'grants', row }] : [],
        objects: [{ kind: 'grant', id: row.id, name: `${asked.role} on ${asked.space} to ${asked.to}` }],
      };
    },
  });
}

export async function listGrants(
  ports: Ports,
  caller: Caller,
  input: { readonly space: string },
): Promise<readonly Grant[]> {
  return operate(ports, caller, {
    name: 'grant.list',
    requires: { on: 'space', path: input.space, anyOf: ['grant'] },
    run: async () => {
      const rows = await ports.store.select('grants', {});
      const covering = rows.filter((row) => patternMatches(parseSpacePattern(row.pattern), input.space));
      const result: Grant[] = [];
      for (const row of covering) {
        checkRow(ports.keyring, 'grants', row);
        result.push(toGrant(row, await granteeName(ports, row)));
      }
      return { result, objects: [{ kind: 'grant', name: input.space, count: result.length }] };
    },
  });
}

export async function deleteGrant(
  ports: Ports,
  caller: Caller,
  input: { readonly id: string },
): Promise<void> {
  return operate(ports, caller, {
    name: 'grant.delete',
    requires: { on: 'self' },
    object: { kind: 'grant', id: input.id },
    run: async (scope) => {
      const row = await ports.store.find('grants', { id: input.id });
      const held =
        row !== undefined &&
        scope.snapshot !== null &&
        holdsOnPattern(
          scope.snapshot,
          'grant',
          parseSpacePattern(checkRow(ports.keyring, 'grants', row).pattern),
        );
      if (!held)
        throw new AppError('not-found', 'There is no such grant that you may take away.', {
          details: { object: 'grant' },
        });
      return {
        result: undefined,
        changes: [{ op: 'delete', table: 'grants', row }],
        objects: [{ kind: 'grant', id: row.id, name: `${row.role} on ${row.pattern}` }],
      };
    },
  });
}

export async function defineRole(
  ports: Ports,
  caller: Caller,
  input: { readonly name: string; readonly actions: readonly Action[] },
): Promise<void> {
  return operate(ports, caller, {
    name: 'role.define',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      if (Object.hasOwn(BUILT_IN_ROLES, input.name)) {
        throw new AppError('conflict', 'A built-in role cannot be changed.', {
          details: { object: 'role', field: 'name' },
        });
      }
      if (!ROLE_NAME.test(input.name)) {
        throw invalidInput({
          path: 'name',
          message: 'must start with a-z and hold only a-z, 0-9 and -, at most 64',
        });
      }
      const actions = JSON.stringify(parseActions(input.actions));
      const now = ports.clock.now();
      const before = await ports.store.find('roles', { name: input.name });
      const row =
        before === undefined
          ? signNew(ports.keyring, 'roles', { name: input.name, actions, created_at: now, updated_at: now })
          : signNext(ports.keyring, 'roles', checkRow(ports.keyring, 'roles', before), {
              actions,
              updated_at: now,
            });
      return {
        result: undefined,
        changes: [{ op: before === undefined ? 'insert' : 'update', table: 'roles', row }],
        objects: [{ kind: 'grant', name: `role ${input.name}` }],
      };
    },
  });
}

/** `forbidden` unless the caller holds `grant` and every action of the role wherever the pattern reaches (T8). */
export async function requireHeld(
  ports: Ports,
  snapshot: AccessSnapshot | null,
  role: string,
  space: string,
): Promise<void> {
  const pattern = parseSpacePattern(space);
  const actions = await actionsOfRole(ports, role);
  const missing = (['grant', ...actions] as const).find(
    (action) => snapshot === null || !holdsOnPattern(snapshot, action, pattern),
  );
  if (missing === undefined) return;
  throw new AppError(
    'forbidden',
    `You cannot grant ${role} on ${space}: you do not hold ${missing} on all of it.`,
  );
}

/** A grant's row; the caller of this has judged that it may be made. */
export function planGrant(
  ports: Ports,
  scope: Scope,
  to: { readonly kind: 'user' | 'service'; readonly id: string },
  role: string,
  pattern: string,
): GrantRow {
  return signNew(ports.keyring, 'grants', {
    id: newId(),
    principal_kind: to.kind,
    principal_id: to.id,
    role,
    pattern,
    effect: 'allow',
    created_at: ports.clock.now(),
    created_by: scope.caller?.principal.id ?? '',
  });
}

async function findGrantee(ports: Ports, to: string) {
  const [kind, ...rest] = to.split(':');
  const name = rest.join(':');
  if (kind === 'user') {
    const row = await findUserRow(ports, { username: name });
    if (row !== undefined) return { kind: 'user' as const, id: row.id, name: row.username };
  } else if (kind === 'service') {
    const row = await ports.store.find('services', { id: name });
    if (row !== undefined) return { kind: 'service' as const, id: row.id, name: row.name };
  } else {
    throw invalidInput({ path: 'to', message: 'must be user:USERNAME or service:ID' });
  }
  throw new AppError('not-found', `There is no ${kind} ${JSON.stringify(name)} to grant to.`, {
    details: { object: kind, issues: [{ path: 'to', message: 'names nobody' }] },
  });
}

async function granteeName(ports: Ports, row: GrantRow): Promise<string> {
  if (row.principal_kind === 'user') {
    return (await ports.store.find('users', { id: row.principal_id }))?.username ?? row.principal_id;
  }
  return (await ports.store.find('services', { id: row.principal_id }))?.name ?? row.principal_id;
}

function toGrant(row: GrantRow, name: string): Grant {
  return {
    id: row.id,
    to: { kind: row.principal_kind as Grant['to']['kind'], id: row.principal_id, name },
    role: row.role,
    space: row.pattern,
    createdAt: row.created_at,
  };
}
