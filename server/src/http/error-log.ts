// What the log may know of a failed request: names, codes, places in the source; never a message or a value
// that came from outside (threat T20).
import type { FastifyRequest } from 'fastify';

import type { AppError } from '../core/index.ts';

/** Codes that mean a fault of the server or its surroundings; others are the caller's. */
const FAULTS: ReadonlySet<string> = new Set([
  'internal',
  'decrypt-failed',
  'integrity-failed',
  'unavailable',
]);

export function logFault(error: AppError, request: FastifyRequest, dialect: string): void {
  // Overload is told by its own line, not by one for each request.
  if (!FAULTS.has(error.code) || error.details.reason === 'overload') return;
  request.log.error(
    {
      requestId: request.id,
      dialect,
      method: request.method,
      route: request.routeOptions.url ?? null,
      code: error.code,
      fault: error.message,
      causes: describeCauses(error),
    },
    'request failed',
  );
}

function describeCauses(error: Error): readonly object[] {
  const causes: object[] = [];
  let cause: unknown = error.cause;
  while (cause instanceof Error && causes.length < 5) {
    const { code, errcode } = cause as { readonly code?: unknown; readonly errcode?: unknown };
    causes.push({ name: cause.name, code, errcode, at: frames(cause) });
    ({ cause } = cause);
  }
  return causes;
}

/** The places of the stack without its first lines, which repeat the message. */
function frames(error: Error): readonly string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
