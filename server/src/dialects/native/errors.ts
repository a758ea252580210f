// How every error of the server looks in the native API: one HTTP status per code, one body shape for all.
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { AppError, ErrorCode } from '../../core/index.ts';

export const STATUS = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'version-mismatch': 412,
  gone: 410,
  'quota-exceeded': 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  sealed: 503,
  'decrypt-failed': 500,
  'integrity-failed': 500,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** The body: code, message, the details that there are, and the request id that the log knows. */
export function toWireError(error: AppError, requestId: string): object {
  const details = Object.entries(error.details).filter(([, value]) => value !== undefined);
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(details.length === 0 ? {} : { details: Object.fromEntries(details) }),
      requestId,
    },
  };
}

/** Headers that belong to an error: RFC 9110 11.6.1 (challenge), 15.5.6 (Allow), 10.2.3 (Retry-After). */
export function headersOf(error: AppError): Readonly<Record<string, string>> {
  const { reason, allowedMethods, retryAfterSeconds } = error.details;
  switch (error.code) {
    case 'unauthenticated':
      // RFC 6750 3.1: the error parameter only when a token came along.
      return {
        'www-authenticate':
          reason === undefined || reason === 'missing' || reason === 'credentials'
            ? 'Bearer realm="polyvault"'
            : 'Bearer realm="polyvault", error="invalid_token"',
      };
    case 'method-not-allowed':
      return { allow: (allowedMethods ?? []).join(', ') };
    case 'rate-limited':
    case 'unavailable':
      return { 'retry-after': String(retryAfterSeconds ?? 1) };
    default:
      return {};
  }
}

/** Sends an error. The body is text already, since a root context may not have this dialect's serializer. */
export function renderError(error: AppError, request: FastifyRequest, reply: FastifyReply): void {
  void reply
    .code(STATUS[error.code])
    .headers({ 'cache-control': 'no-store', ...headersOf(error) })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(toWireError(error, request.id)));
}
