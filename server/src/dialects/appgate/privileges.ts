// What a caller may do, in the Controller's words: derived from core's answer, never a decision of its own.
import { AppError } from '../../core/index.ts';
import type { Action, Caller, Core } from '../../core/index.ts';

/** An AdministrativePrivilege (appgate.md 1.6). */
export interface WirePrivilege {
  readonly type: 'All' | 'View' | 'Create' | 'Edit' | 'Delete';
  readonly target: 'All' | 'Secret';
  readonly scope: { readonly all: true; readonly ids: readonly string[]; readonly tags: readonly string[] };
}

const TYPES: readonly (readonly [action: Action, type: WirePrivilege['type']])[] = [
  ['list', 'View'],
  ['create', 'Create'],
  ['change', 'Edit'],
  ['delete', 'Delete'],
];
const EVERYWHERE = { all: true, ids: [], tags: [] } as const;

/** Whether the caller is a Controller administrator: an administrator whose token is not restricted. */
export function isAdministrator({ principal, token }: Caller): boolean {
  return principal.kind === 'user' && principal.admin && (token?.limits ?? null) === null;
}

/**
 * The caller's privileges on secrets; empty when there are none. While the space does not exist, core cannot
 * tell its actions: then one who may list it is shown as a viewer.
 */
export async function privilegesOf(
  core: Core,
  caller: Caller,
  space: string,
): Promise<readonly WirePrivilege[]> {
  if (isAdministrator(caller)) return [{ type: 'All', target: 'All', scope: EVERYWHERE }];
  const spaces = await core.listSpaces(caller, { under: space });
  const actions =
    spaces.find(({ path }) => path === space)?.actions ?? (await actionsWithoutSpace(core, caller, space));
  return toPrivileges(actions);
}

/** One privilege for each action that the API has a call for. */
export function toPrivileges(actions: readonly Action[]): readonly WirePrivilege[] {
  return TYPES.filter(([action]) => actions.includes(action)).map(([, type]) => ({
    type,
    target: 'Secret',
    scope: EVERYWHERE,
  }));
}

async function actionsWithoutSpace(core: Core, caller: Caller, space: string): Promise<readonly Action[]> {
  try {
    await core.listSecrets(caller, { space, limit: 1 });
    return ['list'];
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not-found' || error.code === 'forbidden')) return [];
    throw error;
  }
}
