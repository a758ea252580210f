// The caller of a request: a token behind the scheme word JWT in the Authorization header, and nowhere else
// (fandogh.md 1.2).
import type { FastifyRequest } from 'fastify';

import type { Caller, Core } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';

/** The caller; `unauthenticated` for a missing, foreign, bad, revoked or expired token. */
export function authenticate(core: Core, request: FastifyRequest): Promise<Caller> {
  return core.authenticate(originOf(request, 'fandogh'), tokenOf(request.headers.authorization));
}

/** The token of `JWT <token>`; null for anything else. The scheme word may be in any case (RFC 9110, 11.1). */
export function tokenOf(header: string | undefined): string | null {
  return /^JWT (\S+)$/i.exec(header ?? '')?.[1] ?? null;
}
