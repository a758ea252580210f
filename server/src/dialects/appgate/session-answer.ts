// What a sign-in answers: its user as the caller's rights show him, with the token that was given.
import type { Caller, Core } from '../../core/index.ts';
import { toLoginResponse } from './login.ts';
import { isAdministrator, privilegesOf } from './privileges.ts';

export interface SessionRoutesContext {
  readonly core: Core;
  readonly space: string;
  readonly tokenLifetimeSeconds: number;
}

/** What is shown of a session that is signed in, with its token. */
export async function describeSession(caller: Caller, token: string, { core, space }: SessionRoutesContext) {
  return toLoginResponse({
    name: caller.principal.name,
    canAccessAuditLogs: isAdministrator(caller),
    privileges: await privilegesOf(core, caller, space),
    token,
    expiresAt: caller.token?.expiresAt ?? null,
  });
}
