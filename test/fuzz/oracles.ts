// What must hold of every answer whatever the request was: no 5xx, the error shape of the dialect that owns the path,
// nothing of the server's inside, and no secret. Shapes are told here again on purpose, apart from the dialects' code.
import { ERROR_CODES } from '../../server/src/base/errors.ts';
import type { Answer } from './connection.ts';
import { holdsPassword, holdsToken, holdsValue } from './marks.ts';

export type Owner = 'native' | 'coder' | 'fandogh' | 'appgate' | 'olares' | 'none';

export interface Asked {
  /** Null when the bytes of the head were garbled: then nobody can say who had to answer. */
  readonly owner: Owner | null;
  readonly bodiless: boolean;
}

const OPERATIONS = /^\/(?:Retrieve|Create|Update|Delete|List)Secret$/;

/** Who has to answer under a path as it was sent; an escaped letter is that letter (RFC 3986 6.2.2.2). */
export function ownerOf(target: string): Owner {
  const sent = target.split('?', 1)[0] ?? '';
  const path = sent.replace(/%[2-7][0-9a-f]/gi, (escape) => {
    const letter = decodeURIComponent(escape);
    return /[A-Za-z0-9-]/.test(letter) ? letter : escape;
  });
  const below = (...prefixes: readonly string[]) => prefixes.some((prefix) => path.startsWith(`${prefix}/`));
  if (path === '/pv' || below('/pv')) return 'native';
  if (path === '/api/v2' || below('/api/v2')) return 'coder';
  if (below('/api', '/fa/api')) return 'fandogh';
  if (path === '/admin' || below('/admin')) return 'appgate';
  if (below('/system-server', '/permission/v1alpha1') || OPERATIONS.test(path)) return 'olares';
  return 'none';
}

/** They take values and never give one (fandogh.md 2.2, appgate.md 2.1, coder.md 2). */
const NEVER_SHOWS: readonly (Owner | null)[] = ['fandogh', 'appgate', 'coder', 'none'];

const INSIDES =
  /\n\s+at |node:internal|node_modules|file:\/\/|server\/src|\.ts:\d|SQLITE|ERR_[A-Z]{3}|FST_ERR|Cannot read|is not a function|\[object Object\]/;

/** One line for each thing that is wrong with the answer. */
export function judgeAnswer(answer: Answer, asked: Asked): readonly string[] {
  const { status, headers } = answer;
  const body = answer.body.toString();
  const shown = `${[...headers].join('\n')}\n${body}`;
  const problems: string[] = [];
  if (status >= 500) problems.push(`the status is ${status}`);
  if (isParserAnswer(answer)) return problems;
  const failed = status >= 400 || isOlaresFailure(asked, body);
  const mayShow = !failed && !NEVER_SHOWS.includes(asked.owner);
  if (!mayShow && holdsValue(shown)) problems.push('the answer shows a value');
  if (holdsPassword(shown)) problems.push('the answer shows a password');
  if (failed && holdsToken(shown)) problems.push('the error shows a token');
  if (failed && INSIDES.test(shown)) problems.push("the error shows the server's insides");
  if (headers.get('x-content-type-options') !== 'nosniff') problems.push('the answer has no nosniff');
  if (asked.bodiless || answer.body.length === 0) {
    if (failed && !asked.bodiless && asked.owner !== null) problems.push(`the ${status} has no body`);
    return problems;
  }
  const type = headers.get('content-type') ?? '';
  const json = /^application\/(?:[\w.-]+\+)?json(?:;|$)/.test(type) ? parsed(body) : undefined;
  if (json === null) problems.push('the answer says JSON and is none');
  if (failed && asked.owner !== null && !SHAPES[asked.owner](json, { status, type, body })) {
    problems.push(`the ${status} has not the shape of ${asked.owner}`);
  }
  return problems;
}

/** What is answered to bytes that Node's parser refuses, before there is a request and a dialect. */
function isParserAnswer({ status, headers, body }: Answer): boolean {
  const reasons: Readonly<Record<number, string>> = {
    400: 'Bad Request',
    408: 'Request Timeout',
    431: 'Request Header Fields Too Large',
  };
  const reason = reasons[status];
  if (reason === undefined || headers.has('x-request-id')) return false;
  if (status === 400 && body.length === 0 && headers.get('connection') === 'close') return true;
  const json = parsed(body.toString());
  return (
    isObject(json) &&
    json['error'] === reason &&
    json['statusCode'] === status &&
    Object.keys(json).length === 3 &&
    text(json['message']) !== ''
  );
}

function isOlaresFailure({ owner }: Asked, body: string): boolean {
  return (
    (owner === 'olares' || owner === null) && /^\{"code":/.test(body) && !/^\{"code":(?:0|200),/.test(body)
  );
}

interface Facts {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const SHAPES: Readonly<Record<Owner, (json: unknown, facts: Facts) => boolean>> = {
  native: isNativeError,
  none: isNativeError,
  // fandogh.md 2.3: a flat message, or one flat list for each wrong field; `errors` beside it in each 400.
  fandogh: (json, { status }) =>
    isObject(json) &&
    (status === 400
      ? Array.isArray(json['errors']) && Object.keys(json).length >= 1
      : typeof json['message'] === 'string' && json['message'] !== ''),
  // appgate.md 2.7
  appgate: (json, { status }) =>
    isObject(json) &&
    text(json['id']) !== '' &&
    text(json['message']) !== '' &&
    (status !== 422 || (Array.isArray(json['errors']) && json['errors'].length > 0)),
  // olares.md 2.4: an envelope, an inner failure, or a short plain text.
  olares: (json, { type, body }) =>
    type.startsWith('text/plain')
      ? body.length > 0 && body.length < 400
      : isObject(json) && (typeof json['code'] === 'number' || text(json['message']) !== ''),
  // coder.md 1.2 and, for the one plain text, 1.3
  coder: (json, { type, body }) =>
    isObject(json)
      ? text(json['message']) !== ''
      : type.startsWith('text/plain') && body.startsWith('This request is signed in by a cookie alone.'),
};

function isNativeError(json: unknown): boolean {
  const error = isObject(json) ? json['error'] : null;
  return (
    isObject(error) &&
    ERROR_CODES.some((code) => code === error['code']) &&
    text(error['message']) !== '' &&
    text(error['requestId']) !== ''
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Null when it is not JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return null;
  }
}
