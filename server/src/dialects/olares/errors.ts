// What each error of core becomes here: an inner failure of an operation, the failure of the gateway with HTTP
// 200, or plain text with a true HTTP code where a request never reached an operation (olares.md 1.5, 2.3, 2.4).
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { AppError, ErrorCode } from '../../core/index.ts';

interface Answer {
  /** The HTTP code of the backend; on the direct surface also that of the answer. */
  readonly status: number;
  readonly text: string;
  /**
   * `inner`: an outcome that clients may read as "no such secret" or "cannot be written". `backend`: the store
   * could not do its work, which must never look like a missing secret. `transport`: the request itself.
   */
  readonly place: 'inner' | 'backend' | 'transport';
}

export const ANSWERS = {
  'invalid-input': { status: 400, text: 'Bad Request', place: 'inner' },
  unauthenticated: { status: 401, text: 'Unauthorized', place: 'backend' },
  forbidden: { status: 403, text: 'Forbidden', place: 'backend' },
  'not-found': { status: 404, text: 'Not Found', place: 'inner' },
  'method-not-allowed': { status: 405, text: 'Method Not Allowed', place: 'transport' },
  conflict: { status: 400, text: 'Bad Request', place: 'inner' },
  'version-mismatch': { status: 409, text: 'Conflict', place: 'inner' },
  gone: { status: 410, text: 'Gone', place: 'inner' },
  'quota-exceeded': { status: 400, text: 'Bad Request', place: 'inner' },
  'too-large': { status: 413, text: 'Request Entity Too Large', place: 'inner' },
  'unsupported-media-type': { status: 415, text: 'Unsupported Media Type', place: 'transport' },
  'rate-limited': { status: 429, text: 'Too Many Requests', place: 'backend' },
  sealed: { status: 503, text: 'the store is sealed', place: 'backend' },
  'decrypt-failed': { status: 500, text: 'the secret could not be opened', place: 'backend' },
  'integrity-failed': { status: 500, text: 'the stored data failed its integrity check', place: 'backend' },
  unavailable: { status: 503, text: 'Service Unavailable', place: 'backend' },
  internal: { status: 500, text: 'Internal Server Error', place: 'backend' },
} as const satisfies Record<ErrorCode, Answer>;

/** Whether core says that the caller may not do this, or may not even see the workspace. */
export function isDenial(error: AppError): boolean {
  return error.code === 'forbidden' || (error.code === 'not-found' && error.details.object === 'space');
}

/** The `message` of the outer envelope for an error that no operation could turn into its own (olares.md 2.3). */
export function outerMessage(error: AppError): string {
  if (error.code === 'unauthenticated') return 'token not found in cache or expired';
  if (isDenial(error)) return 'data access denied';
  return `invoke provider err: code ${ANSWERS[error.code].status}, ${ANSWERS[error.code].text}`;
}

/**
 * Answers what no handler answered itself. Under the gateway and the permission paths a failing store is HTTP
 * 200 with `code` 1; everything that is wrong with the request as such has its true HTTP code everywhere.
 */
export function renderError(error: AppError, request: FastifyRequest, reply: FastifyReply): void {
  const { status, text, place } = ANSWERS[error.code];
  const { retryAfterSeconds, allowedMethods } = error.details;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  if (allowedMethods !== undefined) void reply.header('allow', allowedMethods.join(', '));
  const enveloped = /^\/(?:system-server|permission)\//.test(request.url);
  if (enveloped && place === 'backend') {
    void reply.code(200).send({ code: 1, message: outerMessage(error) });
    return;
  }
  const detail = error.code === 'invalid-input' ? `${text}: ${error.message}` : text;
  void sendText(reply, status, detail);
}

export function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(text);
}
