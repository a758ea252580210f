// Scopes of API keys (coder.md 1.3) as limits on the user's own space; a scope we cannot honour is refused.
import type { Action, TokenLimit } from '../../core/index.ts';
import type { Validation } from './errors.ts';

/** Reading in Coder shows metadata only, so no scope of this API gives core's `read`. */
const ACTIONS_OF: Readonly<Record<string, readonly Action[]>> = {
  'user_secret:create': ['create'],
  'user_secret:read': ['list'],
  'user_secret:update': ['change'],
  'user_secret:delete': ['delete'],
  'user_secret:*': ['list', 'create', 'change', 'delete'],
};
const UNLIMITED: ReadonlySet<string> = new Set(['coder:all', 'all']);

export interface RequestedScopes {
  readonly scope: string | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly allowList: readonly string[] | undefined;
}

export type ParsedScopes =
  | {
      readonly ok: true;
      readonly scopes: readonly string[];
      /** Null is a key with all rights of its user. */
      readonly limits: readonly TokenLimit[] | null;
    }
  | { readonly ok: false; readonly problem: Validation };

/** Whether this is a scope that limits a key to secrets. */
export function isSecretScope(scope: string): boolean {
  return Object.hasOwn(ACTIONS_OF, scope);
}

/** What the request asks for. No scope at all is `coder:all`. */
export function parseScopes(requested: RequestedScopes, space: string): ParsedScopes {
  const { scope, scopes = [], allowList = [] } = requested;
  const asked = [...(scope === undefined || scope === '' ? [] : [scope]), ...scopes];
  const field = scopes.length > 0 ? 'scopes' : 'scope';
  const unknown = asked.some((name) => !UNLIMITED.has(name) && !isSecretScope(name));
  if (unknown) {
    return refused(field, `Supported scopes are coder:all and ${Object.keys(ACTIONS_OF).join(', ')}.`);
  }
  if (allowList.some((entry) => entry !== '*:*')) {
    return refused('allow_list', 'Only *:* is supported.');
  }
  if (asked.length === 0 || asked.some((name) => UNLIMITED.has(name))) {
    return { ok: true, scopes: ['coder:all'], limits: null };
  }
  const actions = new Set(asked.flatMap((name) => ACTIONS_OF[name] ?? []));
  return { ok: true, scopes: [...new Set(asked)], limits: [{ space, actions: [...actions] }] };
}

function refused(field: string, detail: string): ParsedScopes {
  return { ok: false, problem: { field, detail } };
}
