// The one error type of the server: a closed union of codes, a message that is safe for the caller, and a
// cause that only the log may see. No HTTP status lives here; each dialect maps every code itself.

/** Every way an operation can fail. docs/errors.md explains each one, and a test holds the two together. */
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
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One problem of one input member; `path` is dotted (`delivery.env`), empty for the input as a whole. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** Typed facts beside the message, all of them safe for the caller. */
export interface ErrorDetails {
  /** What was not found, or what the conflict is about. */
  readonly object?:
    | 'route'
    | 'space'
    | 'secret'
    | 'version'
    | 'user'
    | 'service'
    | 'token'
    | 'grant'
    | 'role'
    | 'group'
    | 'lock'
    | 'request'
    | 'operation';
  /** The member that a conflict is about: `name`, `id`, `env`, `file`, `username`, `email`. */
  readonly field?: string;
  readonly issues?: readonly InputIssue[];
  /** Why a credential was refused, or which quota was hit. */
  readonly reason?: string;
  /** The version that is current, for `version-mismatch`. */
  readonly currentVersion?: number;
  /** The maximum that was exceeded, for `quota-exceeded` and `too-large`. */
  readonly max?: number;
  readonly retryAfterSeconds?: number;
  readonly allowedMethods?: readonly string[];
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly details?: ErrorDetails; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** More problems than this help nobody, and an answer should not outgrow its request. */
const MAX_ISSUES = 50;

/** `invalid-input` with its list of problems, at most 50; the message names the first one. */
export function invalidInput(...issues: readonly InputIssue[]): AppError {
  const first = issues[0];
  const message =
    first === undefined
      ? 'The input is not valid.'
      : `${first.path === '' ? 'The input' : first.path} ${first.message}`;
  return new AppError('invalid-input', message, { details: { issues: issues.slice(0, MAX_ISSUES) } });
}

/** Anything thrown, as an AppError: what is not one becomes `internal` with a fixed message and the cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('internal', 'An unexpected error occurred. The request id identifies it in the log.', {
    cause: thrown,
  });
}
