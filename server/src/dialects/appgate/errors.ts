// Errors in the Controller's shapes: every answer that is not 2xx is JSON with the strings `id` and `message`.
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { AppError, ErrorCode, InputIssue } from '../../core/index.ts';
import type { RenderError } from '../../http/dialect.ts';

interface Status {
  readonly status: number;
  /** The lower-case reason phrase (appgate.md 3). */
  readonly id: string;
  readonly message: string;
}

const STATUSES = {
  'invalid-input': { status: 400, id: 'bad request', message: 'The request is not valid.' },
  unauthenticated: {
    status: 401,
    id: 'unauthorized',
    message: 'Invalid or expired token. Please sign in again.',
  },
  forbidden: {
    status: 403,
    id: 'forbidden',
    message: "You don't have permission to access this resource.",
  },
  'not-found': { status: 404, id: 'not found', message: 'Resource not found.' },
  'method-not-allowed': {
    status: 405,
    id: 'method not allowed',
    message: 'This resource does not know the method.',
  },
  conflict: {
    status: 409,
    id: 'conflict',
    message: 'The submitted resource conflicts with another.',
  },
  'version-mismatch': {
    status: 409,
    id: 'conflict',
    message: 'The resource has changed in the meantime.',
  },
  gone: { status: 404, id: 'not found', message: 'Resource not found.' },
  'quota-exceeded': { status: 409, id: 'conflict', message: 'No further secret fits here.' },
  'too-large': { status: 413, id: 'content too large', message: 'The request is too large.' },
  'unsupported-media-type': {
    status: 415,
    id: 'unsupported media type',
    message: 'The body must be application/json.',
  },
  'rate-limited': {
    status: 429,
    id: 'too many requests',
    message: 'Too many requests. Please try again later.',
  },
  sealed: { status: 503, id: 'service unavailable', message: 'The server is sealed.' },
  'decrypt-failed': { status: 500, id: 'internal server error', message: 'An unexpected error occurred.' },
  'integrity-failed': { status: 500, id: 'internal server error', message: 'An unexpected error occurred.' },
  unavailable: {
    status: 503,
    id: 'service unavailable',
    message: 'The service is not available. Please try again later.',
  },
  internal: { status: 500, id: 'internal server error', message: 'An unexpected error occurred.' },
} as const satisfies Record<ErrorCode, Status>;

/** How the same error differs by call. */
export interface ErrorSettings {
  /** The status of a rename onto a taken name (appgate.md 2.6). */
  readonly renameConflict: 422 | 409;
}

export interface WireIssue {
  readonly field: string;
  readonly message: string;
}

export interface WireError {
  readonly id: string;
  readonly message: string;
  readonly errors?: readonly WireIssue[];
  readonly failureType?: string;
  readonly reason?: string;
  readonly otpRequired?: true;
}

/**
 * What is being done: a login has its own 401, an authorization a 412 for a second factor, a replacement may turn a
 * conflict into a 422.
 */
export type Activity = 'login' | 'authorization' | 'replace' | 'other';

export interface ErrorAnswer {
  readonly status: number;
  readonly body: WireError;
}

/** Reason in the details of a conflict with a secret that this API cannot show (docs/dialects). */
export const HIDDEN_OWNER = 'not-expressible';

/** Status and body of an error (appgate.md 2.7 and 3). */
export function answerOf(error: AppError, activity: Activity, settings: ErrorSettings): ErrorAnswer {
  const { status, id, message }: Status = STATUSES[error.code];
  const { details } = error;
  switch (error.code) {
    case 'invalid-input':
      return ofInput(error, { status, id, message });
    case 'unauthenticated':
      return refusedSignIn(details.reason, activity) ?? { status, body: { id, message } };
    case 'not-found':
      // Who has no right at all on the space lacks the privilege; only single objects can be missing.
      if (details.object === 'space') return answerFrom(STATUSES.forbidden);
      return { status, body: { id, message: details.object === 'secret' ? 'Secret not found.' : message } };
    case 'conflict': {
      const issue = conflictIssue(error);
      if (issue === null) return { status, body: { id, message } };
      if (activity === 'replace' && settings.renameConflict === 422) return validationFailed([issue]);
      const field = issue.field.charAt(0).toUpperCase() + issue.field.slice(1);
      return { status, body: { id, message: `${field} ${issue.message}.` } };
    }
    default:
      return { status, body: { id, message } };
  }
}

const FAILED_LOGIN: ErrorAnswer = {
  status: 401,
  body: {
    id: 'unauthorized',
    message: 'Invalid username or password.',
    failureType: 'Login',
    reason: 'Login',
  },
};

/** appgate.md 1.4 (MFA) and 3; null for an ordinary 401. */
function refusedSignIn(reason: string | undefined, activity: Activity): ErrorAnswer | null {
  if (reason === 'totp') {
    const message = 'Invalid one-time password. Please make sure the time on your device is correct.';
    return failedSecondFactor(message);
  }
  if (reason === 'totp-required' && activity === 'login') {
    return failedSecondFactor('Two-factor authentication is required. Sign in in two steps.');
  }
  if (reason === 'totp-required' && activity === 'authorization') {
    const message = 'Administrative authorization requires two-factor authentication.';
    return { status: 412, body: { id: 'precondition failed', message, otpRequired: true } };
  }
  return activity === 'login' ? FAILED_LOGIN : null;
}

function failedSecondFactor(message: string): ErrorAnswer {
  return { status: 401, body: { id: 'unauthorized', message, failureType: 'Mfa', reason: 'Mfa' } };
}

function answerFrom({ status, id, message }: Status): ErrorAnswer {
  return { status, body: { id, message } };
}

/** Issues with a path break field rules, which is a 422; an issue without one is about the text, a 400. */
function ofInput(error: AppError, status: Status): ErrorAnswer {
  const issues = error.details.issues ?? [];
  const text = issues.find(({ path }) => path === '');
  if (text !== undefined) {
    return {
      status: status.status,
      body: { id: status.id, message: `JSON input is not valid. Reason: ${text.message}` },
    };
  }
  if (issues.length > 0) return validationFailed(issues.map(toWireIssue));
  return { status: status.status, body: { id: status.id, message: error.message } };
}

function validationFailed(errors: readonly WireIssue[]): ErrorAnswer {
  return { status: 422, body: { id: 'unprocessable entity', message: 'Validation failed.', errors } };
}

/** Core's paths in the words of this API; everything below a path belongs to the same member. */
const MEMBER_OF_PATH: readonly (readonly [path: string, member: string])[] = [
  ['fields.password', 'password'],
  ['fields.privateKey', 'privateKey'],
  ['fields.username', 'username'],
  ['fields', 'secret'],
  ['setFields.password', 'password'],
  ['setFields.privateKey', 'privateKey'],
  ['setFields.username', 'username'],
  ['setFields', 'secret'],
  ['description', 'notes'],
  ['kind', 'type'],
  ['tags', 'tags'],
];

function toWireIssue({ path, message }: InputIssue): WireIssue {
  const known = MEMBER_OF_PATH.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`));
  return { field: known?.[1] ?? path, message };
}

/** The member that a conflict is about, with a text that reads well behind its name. */
function conflictIssue({ details }: AppError): WireIssue | null {
  if (details.field !== 'name' && details.field !== 'id') return null;
  const owner = details.reason === HIDDEN_OWNER ? ' by a secret that this API cannot show' : '';
  return { field: details.field, message: `is already in use${owner}` };
}

/** The renderer of the dialect; `activityOf` tells which call an error belongs to. */
export function createRenderError(
  settings: ErrorSettings,
  activityOf: (request: FastifyRequest) => Activity,
): RenderError {
  return (error: AppError, request: FastifyRequest, reply: FastifyReply) => {
    const { status, body } = answerOf(error, activityOf(request), settings);
    const { allowedMethods, retryAfterSeconds } = error.details;
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    if (allowedMethods !== undefined) void reply.header('allow', allowedMethods.join(', '));
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    void reply.code(status).type('application/json; charset=utf-8').send(body);
  };
}
