// What can go wrong with a call: one error type with a closed list of codes, never with a value or a token in it.

/** The codes of the server (docs/errors.md), and two of the client's own: no answer, and one that is not ours. */
export const ERROR_CODES = [
  'invalid-input',
  'unauthenticated',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'conflict',
  'version-mismatch',
  'gone',
  'quota-exceeded',
  'too-large',
  'unsupported-media-type',
  'rate-limited',
  'sealed',
  'decrypt-failed',
  'integrity-failed',
  'unavailable',
  'internal',
  'unreachable',
  'unexpected-answer',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Facts beside the message, as docs/dialects/native.md describes them. */
export interface ErrorDetails {
  readonly object?: string;
  readonly field?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
  readonly reason?: string;
  readonly currentVersion?: number;
  readonly max?: number;
  readonly retryAfterSeconds?: number;
}

export class PolyvaultError extends Error {
  readonly code: ErrorCode;
  /** The HTTP status, or null when there was no answer. */
  readonly status: number | null;
  readonly details: ErrorDetails;
  /** Identifies the request in the server's log and audit log. */
  readonly requestId: string | null;

  constructor(
    code: ErrorCode,
    message: string,
    facts: {
      readonly status?: number;
      readonly details?: ErrorDetails;
      readonly requestId?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = 'PolyvaultError';
    this.code = code;
    this.status = facts.status ?? null;
    this.details = facts.details ?? {};
    this.requestId = facts.requestId ?? null;
  }
}

/** The error that an answer's body describes; `unexpected-answer` when the body is not one of a Polyvault server. */
export function toError(status: number, body: unknown): PolyvaultError {
  const error = isObject(body) && isObject(body['error']) ? body['error'] : null;
  const code = ERROR_CODES.find((known) => known === error?.['code']);
  if (error === null || code === undefined || typeof error['message'] !== 'string') {
    return new PolyvaultError('unexpected-answer', `The server answered ${status} in an unknown shape.`, {
      status,
    });
  }
  return new PolyvaultError(code, error['message'], {
    status,
    ...(isObject(error['details']) ? { details: error['details'] } : {}),
    ...(typeof error['requestId'] === 'string' ? { requestId: error['requestId'] } : {}),
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
