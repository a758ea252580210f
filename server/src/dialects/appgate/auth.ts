// Who asks: the bearer token of the Authorization header, judged by core before a body is read.
import type { FastifyRequest } from 'fastify';

import { originOf } from '../../http/origin.ts';
import type { Caller, Core } from '../../core/index.ts';

const callers = new WeakMap<FastifyRequest, Caller>();

/**
 * The token of an Authorization value, or null when there is none. The scheme may stand twice, since one client
 * adds it to a value that has it already (appgate.md 1.4, "Doubled scheme").
 */
export function bearerToken(authorization: string | undefined): string | null {
  const match = /^(?:bearer +)+(\S+) *$/i.exec(authorization ?? '');
  return match?.[1] ?? null;
}

/** An onRequest hook that lets only authenticated callers pass; core's `unauthenticated` otherwise. */
export function requireCaller(core: Core) {
  return async (request: FastifyRequest): Promise<void> => {
    const token = bearerToken(request.headers.authorization);
    callers.set(request, await core.authenticate(originOf(request, 'appgate'), token));
  };
}

/** The caller of a request that passed `requireCaller`. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new TypeError('The route was registered without requireCaller.');
  return caller;
}
