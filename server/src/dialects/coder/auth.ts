// Who sends a request: the five places of a session token, and the proof that a cookie alone needs (coder.md 1.3).
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Caller, Core } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { CsrfError } from './errors.ts';

export const SESSION_COOKIE = 'coder_session_token';
export const CSRF_COOKIE = 'csrf_token';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The token by place, each null when it is not there or empty. */
export interface Credentials {
  readonly cookie: string | null;
  readonly query: string | null;
  readonly header: string | null;
  readonly bearer: string | null;
  readonly accessQuery: string | null;
}

/** What the request carries; nothing is judged yet. */
export function credentialsOf(request: FastifyRequest): Credentials {
  const { headers } = request;
  const query = queryOf(request);
  return {
    cookie: textOf(request.cookies[SESSION_COOKIE]),
    query: textOf(query.get('coder_session_token')),
    header: textOf(headers['coder-session-token']),
    bearer: /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null,
    accessQuery: textOf(query.get('access_token')),
  };
}

/** The first token in the order of the contract; null when there is none. */
export function effectiveToken(credentials: Credentials): string | null {
  return (
    credentials.cookie ??
    credentials.query ??
    credentials.header ??
    credentials.bearer ??
    credentials.accessQuery
  );
}

/**
 * Whether a browser could have been led to send this request by another site: it changes something, is signed
 * in by a cookie, and neither repeats the token in a place that browsers do not fill nor the CSRF pair.
 */
export function isForgeable(request: FastifyRequest, credentials: Credentials): boolean {
  const { cookie } = credentials;
  if (SAFE_METHODS.has(request.method) || cookie === null) return false;
  const places = [credentials.query, credentials.header, credentials.bearer, credentials.accessQuery];
  if (places.includes(cookie)) return false;
  const pair = textOf(request.cookies[CSRF_COOKIE]);
  return pair === null || textOf(request.headers['x-csrf-token']) !== pair;
}

/** The caller of a request that has to be signed in; CsrfError, or `unauthenticated` from core. */
export async function authenticate(core: Core, request: FastifyRequest): Promise<Caller> {
  const credentials = credentialsOf(request);
  if (isForgeable(request, credentials)) throw new CsrfError();
  return core.authenticate(originOf(request, 'coder'), effectiveToken(credentials));
}

/** The cookies of a login; scripts may read the CSRF half, never the token. */
export function setLoginCookies(
  reply: FastifyReply,
  login: { readonly token: string; readonly csrf: string; readonly seconds: number },
): void {
  const secure = reply.request.protocol === 'https';
  const shared = { path: '/', sameSite: 'lax', secure, maxAge: login.seconds } as const;
  reply.setCookie(SESSION_COOKIE, login.token, { ...shared, httpOnly: true });
  reply.setCookie(CSRF_COOKIE, login.csrf, shared);
}

/** Ends the session in a browser. */
export function clearLoginCookies(reply: FastifyReply): void {
  for (const name of [SESSION_COOKIE, CSRF_COOKIE]) reply.clearCookie(name, { path: '/' });
}

/** The query as it was sent: of a repeated parameter the first counts, as in Go. */
function queryOf(request: FastifyRequest): URLSearchParams {
  const url = request.raw.url ?? '';
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
}

function textOf(value: string | string[] | null | undefined): string | null {
  const text = Array.isArray(value) ? value[0] : value;
  return text === undefined || text === null || text === '' ? null : text;
}
