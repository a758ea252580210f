// What a role's name means: a built-in role, a custom one from the store, or `actions:` and a list of actions.
import { AppError, invalidInput } from '../../base/errors.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
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
  const row = await ports.store.find('roles', { name });
  if (row === undefined) {
    throw new AppError('not-found', `There is no role named ${JSON.stringify(name)}.`, {
      details: { object: 'role' },
    });
  }
  return parseActions(JSON.parse(checkRow(ports.keyring, 'roles', row).actions) as string[]);
}
