// Every error of core and of the framework in Coder's shape: a message, a detail and validations (coder.md 1.2).
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import type { ErrorCode, ErrorDetails } from '../../core/index.ts';

export interface Validation {
  readonly field: string;
  readonly detail: string;
}

/** The body of every answer that is not 2xx; members that would be empty are left out. */
export interface CoderErrorBody {
  readonly message: string;
  readonly detail?: string;
  readonly validations?: readonly Validation[];
}

/** An error whose body this dialect has already worded; the status still comes from its code. */
export class CoderError extends AppError {
  readonly body: CoderErrorBody;

  constructor(code: ErrorCode, body: CoderErrorBody, details: ErrorDetails = {}) {
    super(code, body.message, { details });
    this.body = body;
  }
}

/** A cookie alone was to change something; the one answer that is plain text (coder.md 1.3). */
export class CsrfError extends AppError {
  constructor() {
    super(
      'invalid-input',
      'This request is signed in by a cookie alone. Repeat the csrf_token cookie in the header X-CSRF-TOKEN, or send the session token in the header Coder-Session-Token.',
    );
  }
}

/** `Validation failed.` with its list; `conflict` for uniqueness, `invalid-input` for rules. */
export function validationFailed(
  validations: readonly Validation[],
  code: 'invalid-input' | 'conflict' = 'invalid-input',
): CoderError {
  return new CoderError(code, { message: 'Validation failed.', validations });
}

export const NOT_FOUND = 'Resource not found or you do not have access to this resource';
export const SIGNED_OUT = 'You are signed out or your session has expired. Please sign in again to continue.';
export const SUSPENDED =
  'User is not active (status = "suspended"). Contact an admin to reactivate your account.';

const STATUS = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'version-mismatch': 409,
  gone: 404,
  'quota-exceeded': 400,
  'too-large': 413,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  sealed: 503,
  'decrypt-failed': 500,
  'integrity-failed': 500,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The message of a 500 on this route (coder.md section 2). */
    coderFailure?: string;
  }
}

/** Sends the error; what the router does not know also gets here. */
export function renderError(error: AppError, request: FastifyRequest, reply: FastifyReply): void {
  const status = STATUS[error.code];
  if (status === 401 || status === 403) reply.header('www-authenticate', 'Bearer realm="coder"');
  if (error.details.allowedMethods) reply.header('allow', error.details.allowedMethods.join(', '));
  if (error.details.retryAfterSeconds !== undefined) {
    reply.header('retry-after', error.details.retryAfterSeconds);
  }
  reply.code(status);
  if (error instanceof CsrfError) {
    reply.type('text/plain; charset=utf-8').send(error.message);
    return;
  }
  reply.type('application/json; charset=utf-8').send(JSON.stringify(bodyOf(error, request)));
}

function bodyOf(error: AppError, request: FastifyRequest): CoderErrorBody {
  if (error instanceof CoderError) return error.body;
  switch (error.code) {
    case 'invalid-input':
      return invalidInputBody(error);
    case 'unauthenticated':
      return unauthenticatedBody(error.details.reason);
    case 'forbidden':
      return {
        message: 'Forbidden.',
        detail:
          "You don't have permission to view this content. If you believe this is a mistake, please contact your administrator or try signing in with different credentials.",
      };
    case 'not-found':
      return { message: error.details.object === 'route' ? 'Route not found.' : NOT_FOUND };
    case 'gone':
      return { message: NOT_FOUND };
    case 'method-not-allowed':
      return { message: 'Method not allowed.' };
    case 'too-large':
      return { message: 'Request body is too large.' };
    case 'rate-limited':
      return { message: "You've been rate limited for sending too many requests.", detail: error.message };
    case 'decrypt-failed':
    case 'integrity-failed':
    case 'internal':
      return {
        message: request.routeOptions.config.coderFailure ?? 'Internal server error.',
        detail: error.message,
      };
    case 'conflict':
    case 'version-mismatch':
    case 'quota-exceeded':
    case 'unsupported-media-type':
    case 'sealed':
    case 'unavailable':
      return { message: error.message };
  }
}

/** Rules of core that this dialect does not repeat, and bad escapes from the framework. */
function invalidInputBody(error: AppError): CoderErrorBody {
  const issues = error.details.issues ?? [];
  const validations = issues
    .filter((issue) => issue.path !== '')
    .map((issue) => ({ field: wireField(issue.path), detail: issue.message }));
  return validations.length > 0
    ? { message: 'Validation failed.', validations }
    : { message: 'The request is not valid.', detail: error.message };
}

const WIRE_FIELDS: Readonly<Record<string, string>> = {
  'fields.value': 'value',
  'delivery.env': 'env_name',
  'delivery.file': 'file_path',
  'delivery.enabled': 'enabled',
  env: 'env_name',
  file: 'file_path',
};

/** Core's `INDEX.member` or `member` as the name that Coder's clients know: `secrets[INDEX].field` or `field`. */
export function wireField(path: string): string {
  const [, index, member = path] = /^(\d+)\.(.*)$/s.exec(path) ?? [];
  const field = Object.hasOwn(WIRE_FIELDS, member) ? (WIRE_FIELDS[member] ?? member) : member;
  return index === undefined ? field : `secrets[${index}].${field}`;
}

/** coder.md 1.4, with one detail for an unknown token and for a wrong one. */
function unauthenticatedBody(reason: string | undefined): CoderErrorBody {
  switch (reason) {
    case 'disabled':
      return { message: SUSPENDED };
    case 'missing':
      return {
        message: SIGNED_OUT,
        detail: 'Cookie "coder_session_token" or query parameter must be provided.',
      };
    case 'malformed':
      return { message: SIGNED_OUT, detail: 'Invalid API key format.' };
    case 'expired':
      return { message: SIGNED_OUT, detail: 'API key expired.' };
    default:
      return { message: SIGNED_OUT, detail: 'API key is invalid.' };
  }
}
