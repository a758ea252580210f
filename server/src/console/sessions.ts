// The session of a browser: a cookie that no script reads, believed only for the console's own calls and only while it is
// in use (threat T17).
import type { FastifyRequest } from 'fastify';

/** Browsers take a `__Host-` cookie only with Secure, so plain HTTP, which is for loopback, needs a name of its own. */
const SECURE_NAME = '__Host-polyvault';
const PLAIN_NAME = 'polyvault-session';

/** A form or an image of a foreign page cannot send this header, and its script would have to ask first (CORS). */
export const CONSOLE_HEADER = 'x-polyvault-console';

export const IDLE_MS = 15 * 60 * 1000;
/** Longer than any session lives: what ended by idleness is remembered until its token is worth nothing. */
const FORGET_MS = 25 * 60 * 60 * 1000;

export class Sessions {
  readonly #lastUse = new Map<string, { at: number; ended: boolean }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * The token of a request that the console sent, or null. A session that nobody used for 15 minutes has ended, and its
   * token is revoked at the next attempt to use it. After a restart the time counts anew.
   */
  tokenOf(request: FastifyRequest): string | null {
    if (!isOwnCall(request)) return null;
    const token = cookieToken(request);
    if (token === null) return null;
    const known = this.#lastUse.get(token);
    const at = this.#now();
    if (known?.ended === true) return null;
    if (known !== undefined && at - known.at > IDLE_MS) {
      known.ended = true;
      void revoke(request, token);
      return null;
    }
    this.#lastUse.set(token, { at, ended: false });
    return token;
  }

  begin(token: string): void {
    const at = this.#now();
    for (const [other, use] of this.#lastUse) if (at - use.at > FORGET_MS) this.#lastUse.delete(other);
    this.#lastUse.set(token, { at, ended: false });
  }

  end(token: string): void {
    this.#lastUse.delete(token);
  }
}

/** Whether the page that sent it is the console of this very address. */
export function isOwnCall({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (headers[CONSOLE_HEADER] !== '1' || (site !== undefined && site !== 'same-origin')) return false;
  const { origin } = headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === headers.host);
}

/** `Set-Cookie` that keeps the token until the browser closes; an empty one ends it. */
export function sessionCookie(request: FastifyRequest, token: string): string {
  const secure = isSecure(request);
  const name = secure ? SECURE_NAME : PLAIN_NAME;
  return [
    `${name}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    ...(secure ? ['Secure'] : []),
    ...(token === '' ? ['Max-Age=0'] : []),
  ].join('; ');
}

export function cookieToken(request: FastifyRequest): string | null {
  const name = isSecure(request) ? SECURE_NAME : PLAIN_NAME;
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const values = pairs
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  // Two of one name come from somebody who can set cookies for this host: believe neither.
  return value === undefined || value === '' || values.length > 1 ? null : value;
}

/** As the browser sees it: TLS here, or in a proxy in front, which its own origin tells. */
function isSecure({ protocol, headers }: FastifyRequest): boolean {
  return (
    protocol === 'https' ||
    (headers.origin ?? '').startsWith('https:') ||
    (headers.cookie ?? '').includes(`${SECURE_NAME}=`)
  );
}

async function revoke(request: FastifyRequest, token: string): Promise<void> {
  try {
    await callNative(request, { method: 'POST', url: '/pv/v1/logout', token });
  } catch (error) {
    request.log.error(
      { fault: error instanceof Error ? error.name : 'unknown' },
      'a session stays unrevoked',
    );
  }
}

/** A call of the native API within this process: through all of its limits, from the address of the browser. */
export async function callNative(
  request: FastifyRequest,
  call: { readonly method: 'POST'; readonly url: string; readonly token?: string; readonly body?: unknown },
): Promise<{ readonly status: number; readonly text: string; readonly retryAfter: string | undefined }> {
  const answer = await request.server.inject({
    method: call.method,
    url: call.url,
    remoteAddress: request.ip,
    headers: {
      host: request.headers.host ?? 'localhost',
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(call.body === undefined ? {} : { payload: JSON.stringify(call.body) }),
  });
  const retryAfter = answer.headers['retry-after'];
  return {
    status: answer.statusCode,
    text: answer.payload,
    retryAfter: retryAfter?.toString(),
  };
}
