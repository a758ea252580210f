// Who calls: an app by X-Access-Token on the gateway, a user by X-Authorization or his cookie elsewhere. A user
// name in a header (X-BFL-USER) is never read (olares.md 1.2).
import type { FastifyRequest } from 'fastify';

import type { Caller, Core, Principal } from '../../core/index.ts';
import { AppError } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { inScope } from './ops.ts';
import type { Provider } from './ops.ts';

const COOKIE = 'auth_token';

/** The user whose secrets a caller works on: himself, or the user for whom a service was registered. */
export function userOf(principal: Principal): string | null {
  if (principal.kind === 'user') return principal.name;
  return principal.kind === 'service' ? (principal.owner?.username ?? null) : null;
}

/**
 * The app behind an access token. `unauthenticated`: reason `missing` without the header, any other reason for
 * a token that is unknown, expired or not an access token of an app.
 */
export async function authenticateApp(core: Core, request: FastifyRequest): Promise<Caller> {
  const caller = await core.authenticate(originOf(request, 'olares'), header(request, 'x-access-token'));
  if (caller.principal.kind !== 'service' || caller.token?.kind !== 'access') {
    throw new AppError('unauthenticated', 'This is not an access token.', { details: { reason: 'kind' } });
  }
  return caller;
}

/** The user who registers apps, by X-Authorization alone; `unauthenticated` for the token of a service. */
export async function authenticateUser(core: Core, request: FastifyRequest): Promise<Caller> {
  const caller = await core.authenticate(originOf(request, 'olares'), header(request, 'x-authorization'));
  if (caller.principal.kind !== 'user') {
    throw new AppError('unauthenticated', 'This is not the token of a user.', {
      details: { reason: 'kind' },
    });
  }
  return caller;
}

export interface DirectCaller {
  readonly caller: Caller;
  /** False when a page of another site sent the browser's cookie along (threat T17). */
  readonly sameSite: boolean;
}

/** The caller of the direct surface: the cookie wins over the header (olares.md 1.2). */
export async function authenticateDirect(core: Core, request: FastifyRequest): Promise<DirectCaller> {
  const cookie = cookieValue(header(request, 'cookie') ?? '', COOKIE);
  const token = cookie ?? header(request, 'x-authorization');
  const caller = await core.authenticate(originOf(request, 'olares'), token);
  return { caller, sameSite: cookie === null || isSameSite(request) };
}

/** An access token opens only the ops it was asked for; other tokens what core grants. */
export function tokenAllows(caller: Caller, provider: Provider, op: string): boolean {
  return caller.token?.kind !== 'access' || inScope(caller.token.scope, provider, op);
}

/** The first cookie of that name; null when there is none or it is empty. */
export function cookieValue(cookies: string, name: string): string | null {
  for (const pair of cookies.split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) {
      const value = pair
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1');
      return value === '' ? null : value;
    }
  }
  return null;
}

/** Browsers send Sec-Fetch-Site over TLS and Origin with every POST; other clients send neither. */
function isSameSite(request: FastifyRequest): boolean {
  const site = header(request, 'sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = header(request, 'origin');
  return origin === null || (URL.canParse(origin) && new URL(origin).host === header(request, 'host'));
}

function header(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
