// Who asks: the bearer token of the Authorization header, judged by core before anything else is read.
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Caller, Core } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';

const CALLER = 'nativeCaller';

/**
 * The token of `Authorization: Bearer TOKEN` (RFC 6750 2.1; the scheme in any case), or null when the header is
 * absent, empty or of another scheme. What follows the scheme is not judged here.
 */
export function bearerToken(header: string | undefined): string | null {
  return /^bearer +(\S.*)$/i.exec(header ?? '')?.[1] ?? null;
}

/**
 * All routes registered on `app` afterwards need a token; `unauthenticated` comes before their input is read.
 * `sessionToken` is asked where there is no Authorization header at all.
 */
export function requireToken(
  app: FastifyInstance,
  core: Core,
  sessionToken: (request: FastifyRequest) => string | null = () => null,
): void {
  app.decorateRequest(CALLER, null);
  app.addHook('onRequest', async (request) => {
    const { authorization } = request.headers;
    const token = authorization === undefined ? sessionToken(request) : bearerToken(authorization);
    request.setDecorator(CALLER, await core.authenticate(originOf(request, 'native'), token));
  });
}

/** The caller of a route behind `requireToken`. */
export function callerOf(request: FastifyRequest): Caller {
  return request.getDecorator<Caller>(CALLER);
}
