// How many requests are under way at once: beyond the limit each is refused at once with Retry-After, which costs little,
// instead of making all of them slow. Health always answers, and what an operator needs has places of its own.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';

import { AppError } from '../core/index.ts';

export interface AdmissionLimits {
  /** Requests under way at once. */
  readonly requests: number;
  /** Connections from one address at once, where that address stands for one client. */
  readonly connectionsPerAddress: number;
  /** Whether an address stands for many clients, as a proxy's does. */
  readonly isShared: (address: string) => boolean;
}

/** Places for administration on top of the limit. */
const RESERVE = 32;
/** All connections together; each costs a few KiB. */
const MAX_CONNECTIONS = 20_000;
const REPORT_MS = 10_000;

const ALWAYS = new Set(['/healthz', '/readyz']);
/** Reads and writes of secrets are the load; the rest of the native API is how an operator looks at it. */
const LOAD = ['/pv/v1/secrets', '/pv/v1/values', '/pv/v1/render'];

/** Holds the server to the limits. A refusal is `unavailable` with reason `overload`, in the shape of its dialect. */
export function limitAdmission(app: FastifyInstance, limits: AdmissionLimits, log: FastifyBaseLogger): void {
  const report = reportRefusals(log);
  let underWay = 0;
  function leave(): void {
    underWay -= 1;
  }
  app.addHook('onRequest', (request, reply, done) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (ALWAYS.has(path)) {
      done();
      return;
    }
    if (underWay >= limits.requests + (isOperators(path) ? RESERVE : 0)) {
      report('requests');
      done(
        new AppError(
          'unavailable',
          'The server has more requests than it can serve. Try again in a moment.',
          {
            details: { reason: 'overload', retryAfterSeconds: 1 },
          },
        ),
      );
      return;
    }
    underWay += 1;
    // Not `onResponse`, which does not come for a client that went away.
    reply.raw.once('close', leave);
    done();
  });
  limitConnections(app, limits, report);
}

function isOperators(path: string): boolean {
  return path.startsWith('/pv/') && !LOAD.some((load) => path.startsWith(load));
}

function limitConnections(
  app: FastifyInstance,
  { connectionsPerAddress, isShared }: AdmissionLimits,
  report: (what: string) => void,
): void {
  app.server.maxConnections = MAX_CONNECTIONS;
  const open = new Map<string, number>();
  app.server.on('connection', (socket) => {
    const address = socket.remoteAddress;
    if (address === undefined || isShared(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > connectionsPerAddress) {
      report('connections');
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}

/** A line at most every ten seconds, however many are refused: a flood must not fill the disk. */
function reportRefusals(log: FastifyBaseLogger): (what: string) => void {
  const refused = new Map<string, number>();
  let next = 0;
  return (what) => {
    refused.set(what, (refused.get(what) ?? 0) + 1);
    const now = performance.now();
    if (now < next) return;
    next = now + REPORT_MS;
    log.warn({ refused: Object.fromEntries(refused) }, 'overload: what is over the limit is refused');
    refused.clear();
  };
}
