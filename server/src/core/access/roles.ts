// What a role's name means: a built-in role, a custom one from the store, or `actions:` and a list of actions.
import { AppError, invalidInput } from '../../base/errors.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { RoleRow } from '../ports/tables.ts';
import { ACTIONS, BUILT_IN_ROLES } from './actions.ts';
import type { Action } from './actions.ts';

const PREFIX = 'actions:';

/** The role that is just these actions, in one spelling. */
export function roleOfActions(actions: readonly Action[]): string {
  return PREFIX + ACTIONS.filter((action) => actions.includes(action)).join(',');
}

export function isAction(text: string): text is Action {
  return (ACTIONS as readonly string[]).includes(text);
}

/** `invalid-input` on `actions` for an empty list or an unknown action. */
export function parseActions(actions: readonly string[]): readonly Action[] {
  const unknown = actions.find((action) => !isAction(action));
  if (unknown !== undefined || actions.length === 0) {
    throw invalidInput({ path: 'actions', message: `must be one or more of ${ACTIONS.join(', ')}` });
  }
  return ACTIONS.filter((action) => actions.includes(action));
}

/** The actions of a role; `not-found` on `role` for a name that nobody defined. */
export async function actionsOfRole(ports: Ports, name: string): Promise<readonly Action[]> {
  if (Object.hasOwn(BUILT_IN_ROLES, name)) return BUILT_IN_ROLES[name as keyof typeof BUILT_IN_ROLES];
  if (name.startsWith(PREFIX)) return parseActions(name.slice(PREFIX.length).split(','));
  return storedActions(await requireRoleRow(ports, name));
}

/** The actions that a stored grant gives; `integrity-failed` when its role, which cannot be deleted, is missing. */
export async function grantedActions(ports: Ports, name: string): Promise<readonly Action[]> {
  try {
    return await actionsOfRole(ports, name);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'not-found')) throw error;
    throw new AppError('integrity-failed', 'A stored row of roles is missing: a grant has its name.', {
      cause: error,
    });
  }
}

/** The actions of a checked row. */
export function storedActions(row: RoleRow): readonly Action[] {
  return parseActions(JSON.parse(row.actions) as string[]);
}

/** A custom role's row; `not-found` on `role` for a name that nobody defined. */
export async function requireRoleRow(ports: Ports, name: string): Promise<RoleRow> {
  const row = await ports.store.find('roles', { name });
  if (row !== undefined) return checkRow(ports.keyring, 'roles', row);
  throw new AppError('not-found', `There is no role named ${JSON.stringify(name)}.`, {
    details: { object: 'role' },
  });
}

/** The one spelling of a role's name; `invalid-input` for a list of unknown actions. */
export function parseRole(name: string): string {
  if (!name.startsWith(PREFIX)) return name;
  return roleOfActions(parseActions(name.slice(PREFIX.length).split(',')));
}

/** Changes that hold a custom role still while something is granted or given back by its actions. */
export async function holdRole(ports: Ports, name: string): Promise<readonly RowChange[]> {
  if (isFixedRole(name)) return [];
  const row = await requireRoleRow(ports, name);
  const next = signNext(ports.keyring, 'roles', row, { updated_at: row.updated_at });
  return [{ op: 'update', table: 'roles', row: next }];
}

/** Whether the name says its actions by itself: a built-in role or a list of actions. */
export function isFixedRole(name: string): boolean {
  return Object.hasOwn(BUILT_IN_ROLES, name) || name.startsWith(PREFIX);
}
