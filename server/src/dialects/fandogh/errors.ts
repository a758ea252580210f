// How the Fandogh dialect tells failures: every 4xx is a JSON object with a flat `message` or one flat member per
// wrong field, beside the nested forms of the seed document (fandogh.md 2.3), since clients read only the flat ones.
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import type { ErrorCode } from '../../core/index.ts';
import { messagesFor } from './messages.ts';
import type { Messages } from './messages.ts';

/** The key of what is wrong with a body as a whole (fandogh.md 1.3). */
export const WHOLE_BODY = 'non_field_errors';

/** Field name and what is wrong with it, in the language of the request. */
export type FieldErrors = ReadonlyMap<string, readonly string[]>;

/** Input that the dialect itself refuses; the texts are shown to the caller as they are. */
export class RejectedInput extends AppError {
  readonly fields: FieldErrors;

  constructor(fields: FieldErrors) {
    super('invalid-input', 'The input is not valid.');
    this.name = 'RejectedInput';
    this.fields = fields;
  }
}

/** A refusal of the request as a whole, with one text. */
export function rejected(text: string): RejectedInput {
  return new RejectedInput(new Map([[WHOLE_BODY, [text]]]));
}

/** The body of a message, flat for the clients and nested for the seed document (fandogh.md 2.3). */
export function messageBody(message: string): Record<string, unknown> {
  return { message, contents: { message } };
}

/**
 * The body of a 400: one flat member per field, then `errors`. A `message` stands there only when no field is to
 * blame, because the dashboard shows nothing else where it finds one (fandogh.md 2.3).
 */
export function fieldErrorsBody(fields: FieldErrors): Record<string, unknown> {
  const entries = [...fields];
  const errors = entries.map(([field, texts]) => ({ [field]: texts }));
  if (entries.every(([field]) => field === WHOLE_BODY)) {
    return { message: entries.flatMap(([, texts]) => texts).join(' '), errors };
  }
  // A client's own member may be called like one of ours; then only the nested form holds it.
  const flat = entries.filter(([field]) => !['errors', 'message', 'contents'].includes(field));
  return { ...Object.fromEntries(flat), errors };
}

interface Answer {
  readonly status: number;
  readonly text: (messages: Messages, error: AppError) => string;
}

/**
 * Status and text of every code. The Python client prints the reason of 400, 403, 404 and 429 and "Server Error"
 * for any other status (fandogh.md 2.4), so whatever the user can put right himself is a 400.
 */
const ANSWERS = {
  'invalid-input': { status: 400, text: (m, error) => m.invalid(error.message) },
  unauthenticated: { status: 401, text: (m) => m.unauthenticated },
  forbidden: { status: 403, text: (m) => m.forbidden },
  'not-found': {
    status: 404,
    text: (m, error) => (error.details.object === 'route' ? m.routeNotFound : m.secretNotFound),
  },
  'method-not-allowed': { status: 405, text: (m) => m.methodNotAllowed },
  conflict: { status: 400, text: (m) => m.conflict },
  'version-mismatch': { status: 400, text: (m) => m.versionMismatch },
  gone: { status: 404, text: (m) => m.gone },
  'quota-exceeded': { status: 400, text: (m) => m.quotaExceeded },
  'too-large': { status: 400, text: (m, error) => m.tooLarge(error.details.max) },
  'unsupported-media-type': { status: 415, text: (m) => m.mediaType },
  'rate-limited': { status: 429, text: (m) => m.rateLimited },
  sealed: { status: 503, text: (m) => m.sealed },
  'decrypt-failed': { status: 500, text: (m) => m.internal },
  'integrity-failed': { status: 500, text: (m) => m.internal },
  unavailable: { status: 503, text: (m) => m.unavailable },
  internal: { status: 500, text: (m) => m.internal },
} as const satisfies Record<ErrorCode, Answer>;

/** Status and body of an error. A space that the caller may not see is the 400 of fandogh.md 1.5. */
export function describeError(
  error: AppError,
  messages: Messages,
): { readonly status: number; readonly body: Record<string, unknown> } {
  if (error instanceof RejectedInput) return { status: 400, body: fieldErrorsBody(error.fields) };
  const { object } = error.details;
  if (error.code === 'not-found' && object === 'space') {
    return { status: 400, body: fieldErrorsBody(rejected(messages.namespaceRefused).fields) };
  }
  const answer: Answer = ANSWERS[error.code];
  const text = answer.text(messages, error);
  const body = answer.status === 400 ? fieldErrorsBody(rejected(text).fields) : messageBody(text);
  return { status: answer.status, body };
}

/** Sends the error in the language of the request. */
export function renderError(error: AppError, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = describeError(error, messagesFor(request));
  const { retryAfterSeconds, allowedMethods } = error.details;
  if (status === 401) void reply.header('www-authenticate', 'JWT realm="api"');
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  if (allowedMethods !== undefined) void reply.header('allow', allowedMethods.join(', '));
  void reply.code(status).header('cache-control', 'no-store').send(body);
}
