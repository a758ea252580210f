// Roles made of actions by administrators. Giving a role another meaning changes every grant of it, so it is
// judged like making those grants anew.
import { AppError, invalidInput } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { checkRow, signNew, signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { RoleRow } from '../ports/tables.ts';
import { ACTIONS, BUILT_IN_ROLES } from './actions.ts';
import type { Action } from './actions.ts';
import type { AccessSnapshot } from './decide.ts';
import { requireActions } from './held.ts';
import type { Role } from './report.ts';
import { parseActions, requireRoleRow, storedActions } from './roles.ts';

const ROLE_NAME = /^[a-z][a-z0-9-]{0,63}$/;

export async function defineRole(
  ports: Ports,
  caller: Caller,
  input: { readonly name: string; readonly actions: readonly Action[] },
): Promise<void> {
  return operate<undefined>(ports, caller, {
    name: 'role.define',
    requires: { on: 'installation', action: 'manage-users' },
    object: { kind: 'role', name: input.name },
    run: async ({ snapshot }) => {
      refuseBuiltIn(input.name);
      if (!ROLE_NAME.test(input.name)) {
        throw invalidInput({
          path: 'name',
          message: 'must start with a-z and hold only a-z, 0-9 and -, at most 64',
        });
      }
      const actions = parseActions(input.actions);
      const before = await ports.store.find('roles', { name: input.name });
      const change =
        before === undefined
          ? planRole(ports, input.name, actions)
          : await planRedefinition(ports, snapshot, checkRow(ports.keyring, 'roles', before), actions);
      return {
        result: undefined,
        changes: change === null ? [] : [change],
        objects: [{ kind: 'role', name: input.name }],
      };
    },
  });
}

/** Built-in and custom roles with their actions; for everybody who is signed in. */
export async function listRoles(ports: Ports, caller: Caller): Promise<readonly Role[]> {
  return operate(ports, caller, {
    name: 'role.list',
    requires: { on: 'self' },
    run: async () => {
      const rows = await ports.store.select('roles', {});
      const builtIn = Object.entries(BUILT_IN_ROLES).map(([name, actions]) => ({
        name,
        builtIn: true,
        actions,
      }));
      const custom = rows.map((row) => ({
        name: row.name,
        builtIn: false,
        actions: storedActions(checkRow(ports.keyring, 'roles', row)),
      }));
      const result = [...builtIn, ...custom];
      return { result, objects: [{ kind: 'role', count: result.length }] };
    },
  });
}

/** `conflict` while a grant uses it. */
export async function deleteRole(
  ports: Ports,
  caller: Caller,
  input: { readonly name: string },
): Promise<void> {
  return operate<undefined>(ports, caller, {
    name: 'role.delete',
    requires: { on: 'installation', action: 'manage-users' },
    object: { kind: 'role', name: input.name },
    run: async () => {
      refuseBuiltIn(input.name);
      const row = await requireRoleRow(ports, input.name);
      const using = await ports.store.find('grants', { role: row.name });
      if (using !== undefined) {
        throw new AppError('conflict', 'The role is used by grants; take those away first.', {
          details: { object: 'role', field: 'name', reason: 'used' },
        });
      }
      return {
        result: undefined,
        changes: [{ op: 'delete', table: 'roles', row }],
        objects: [{ kind: 'role', name: row.name }],
      };
    },
  });
}

function refuseBuiltIn(name: string): void {
  if (!Object.hasOwn(BUILT_IN_ROLES, name)) return;
  throw new AppError('conflict', 'A built-in role cannot be changed.', {
    details: { object: 'role', field: 'name' },
  });
}

function planRole(ports: Ports, name: string, actions: readonly Action[]): RowChange {
  const now = ports.clock.now();
  const columns = { name, actions: JSON.stringify(actions), created_at: now, updated_at: now };
  return { op: 'insert', table: 'roles', row: signNew(ports.keyring, 'roles', columns) };
}

/** Null when the role means this already; `forbidden` when it would raise rights beyond the caller's own. */
async function planRedefinition(
  ports: Ports,
  snapshot: AccessSnapshot | null,
  row: RoleRow,
  actions: readonly Action[],
): Promise<RowChange | null> {
  const before = storedActions(row);
  const added = actions.filter((action) => !before.includes(action));
  const removed = before.filter((action) => !actions.includes(action));
  if (added.length === 0 && removed.length === 0) return null;
  const judged = new Set<string>();
  for (const grant of await ports.store.select('grants', { role: row.name })) {
    checkRow(ports.keyring, 'grants', grant);
    const raised = grant.effect === 'deny' ? removed : added;
    const place = `${grant.effect} ${grant.pattern}`;
    if (raised.length === 0 || judged.has(place)) continue;
    judged.add(place);
    requireActions(
      snapshot,
      raised,
      grant.pattern,
      `You cannot let ${row.name} mean more on ${grant.pattern}`,
    );
  }
  const ordered = ACTIONS.filter((action) => actions.includes(action));
  const columns = { actions: JSON.stringify(ordered), updated_at: ports.clock.now() };
  return { op: 'update', table: 'roles', row: signNext(ports.keyring, 'roles', row, columns) };
}
