// Where a request came from, as core wants to know it.
import type { FastifyRequest } from 'fastify';

import type { DialectName, Origin } from '../core/index.ts';

export function originOf(request: FastifyRequest, dialect: DialectName): Origin {
  return { requestId: request.id, dialect, address: request.ip };
}
