// Lets browsers call across origins (fandogh.md 1.2): the token travels in a header that no browser adds by itself,
// so any origin may ask unless the configuration names some. Never credentials.
import type { FastifyReply, FastifyRequest } from 'fastify';

const METHODS = 'GET, POST, PUT, PATCH, DELETE, OPTIONS';
const HEADERS = 'Authorization, ACTIVE-NAMESPACE, Content-Type';
const PREFLIGHT_SECONDS = '600';

export interface Cors {
  /** Adds what lets a page of an allowed origin read this answer, errors included. */
  readonly allow: (request: FastifyRequest, reply: FastifyReply) => void;
  /** Answers OPTIONS on a known address: 204, with the rules for a preflight. */
  readonly preflight: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/**
 * `*` among the origins allows all of them, an empty list none. By hand, because @fastify/cors answers OPTIONS
 * through a wildcard route: below `/api` that would also catch the addresses of another dialect.
 */
export function createCors(origins: readonly string[]): Cors {
  const all = origins.includes('*');
  return {
    allow(request, reply) {
      const { origin } = request.headers;
      if (all) {
        void reply.header('access-control-allow-origin', '*');
        return;
      }
      void reply.header('vary', 'Origin');
      if (origin !== undefined && origins.includes(origin)) {
        void reply.header('access-control-allow-origin', origin);
      }
    },
    preflight(_request, reply) {
      if (reply.hasHeader('access-control-allow-origin')) {
        void reply
          .header('access-control-allow-methods', METHODS)
          .header('access-control-allow-headers', HEADERS)
          .header('access-control-max-age', PREFLIGHT_SECONDS);
      }
      return reply.code(204).send();
    },
  };
}
