// Mutations of headers: left out, doubled, folded, over-long, with other credentials, with tricks of framing and type.
import { CONTENT_TYPES } from './content-types.ts';
import type { Draft } from './draft.ts';
import type { Hostile } from './hostile.ts';
import type { Random } from './random.ts';
import type { Session } from './session.ts';

const NAMES = [
  ...[
    'authorization',
    'coder-session-token',
    'x-access-token',
    'x-authorization',
    'cookie',
    'active-namespace',
  ],
  ...[
    'accept',
    'accept-language',
    'accept-encoding',
    'content-encoding',
    'if-match',
    'if-none-match',
    'if-modified-since',
  ],
  ...[
    'idempotency-key',
    'range',
    'origin',
    'referer',
    'x-forwarded-for',
    'x-forwarded-host',
    'forwarded',
    'x-csrf-token',
  ],
  ...[
    'x-http-method-override',
    'x-bfl-user',
    'access-control-request-method',
    'access-control-request-headers',
    'te',
  ],
];
const ACCEPTS = [
  ...[
    '*/*',
    '',
    'application/json',
    'text/html',
    'application/vnd.appgate.peer-v23+json',
    'application/*;q=0',
  ],
  ...[
    'application/vnd.appgate.peer-v0+json',
    'application/vnd.appgate.peer-v99999999999999999999+json',
    ',,,;;;',
  ],
  ...[
    'application/vnd.appgate.peer-v25+json',
    'application/vnd.appgate.peer-v20+json;q=abc',
    'a/b;'.repeat(500),
  ],
];
const FRAMING: readonly (readonly [string, string])[] = [
  ...['0', '1', '-1', '+5', '0x10', '5, 5', '99999999999999999999', '1e3', '', ' 3'].map(
    (value) => ['content-length', value] as const,
  ),
  ...['chunked', 'identity', 'gzip, chunked', 'chunked, chunked', 'xchunked', ' chunked'].map(
    (value) => ['transfer-encoding', value] as const,
  ),
  ...['100-continue', '200-ok'].map((value) => ['expect', value] as const),
  ...['upgrade', 'close', 'keep-alive, close'].map((value) => ['connection', value] as const),
  ...[['upgrade', 'h2c'] as const, ['upgrade', 'websocket'] as const, ['trailer', 'authorization'] as const],
  ...['', 'x', 'a b', 'evil.example:99999', '[::1'].map((value) => ['host', value] as const),
];

export function changeHeader(draft: Draft, random: Random, hostile: Hostile): void {
  const at = random.below(draft.headers.length);
  const header = draft.headers[at] ?? ([random.pick(NAMES), 'x'] as const);
  const [name, value] = header;
  const text = wireSafe(random.pick(hostile.texts));
  switch (random.below(8)) {
    case 0:
      draft.headers.splice(at, 1);
      break;
    case 1:
      draft.headers.push(header);
      break;
    case 2:
      draft.headers.push([random.chance(0.5) ? name.toUpperCase() : name, text]);
      break;
    case 3:
      draft.headers[at] = [name, text];
      break;
    case 4:
      draft.headers[at] = [name, value.slice(0, random.below(value.length + 1))];
      break;
    case 5:
      draft.headers[at] = [name, value.replace(' ', random.pick(['  ', '\t', '\r\n ', '\r\n\t', '', ', ']))];
      break;
    case 6:
      draft.headers.push([`x-${'a'.repeat(random.below(40))}`, 'v'.repeat(random.below(20_000))]);
      break;
    default:
      draft.headers.push([random.pick(NAMES), text]);
  }
}

/** Somebody else's token, another way to present one, or one that is none. */
export function changeCredential(draft: Draft, random: Random, _hostile: Hostile, session: Session): void {
  const token = random.chance(0.7)
    ? session.token(random.pick(session.users()))
    : random.pick([session.accessToken(), `pvt1${'A'.repeat(48)}`, 'pvt1', 'x'.repeat(3000)]);
  const ways: readonly (readonly [string, string])[] = [
    ['authorization', `Bearer ${token}`],
    ['authorization', `JWT ${token}`],
    ['authorization', `Basic ${Buffer.from(`alice:${token}`).toString('base64')}`],
    ['authorization', token],
    ['coder-session-token', token],
    ['cookie', `coder_session_token=${token}`],
    ['cookie', `auth_token=${token}; auth_token=x`],
    ['x-authorization', token],
    ['x-access-token', token],
  ];
  const at = draft.headers.findIndex(([, value]) => value.includes('pvt1'));
  if (at !== -1 && random.chance(0.7)) {
    const [name, value] = draft.headers[at] ?? ['', ''];
    draft.headers[at] = [name, value.replace(/pvt1\S*/, token)];
  } else {
    if (at !== -1) draft.headers.splice(at, 1);
    draft.headers.push(random.pick(ways));
  }
}

export function changeType(draft: Draft, random: Random): void {
  if (random.chance(0.3)) {
    draft.headers = draft.headers.filter(([name]) => name.toLowerCase() !== 'accept');
    draft.headers.push(['accept', random.pick(ACCEPTS)]);
    return;
  }
  if (random.chance(0.9)) {
    draft.headers = draft.headers.filter(([name]) => name.toLowerCase() !== 'content-type');
  }
  if (random.chance(0.9)) draft.headers.push(['content-type', random.pick(CONTENT_TYPES)]);
}

export function changeFraming(draft: Draft, random: Random): void {
  draft.headers.push(random.pick(FRAMING));
}

/** Bytes of the head flipped, left out or put in, line ends included. */
export function garbleHead(draft: Draft, random: Random): void {
  const places = Array.from({ length: 1 + random.below(4) }, () => [
    random.next(),
    random.below(256),
    random.below(3),
  ]);
  draft.garble = (head) => {
    let bytes = head;
    for (const [where = 0, byte = 0, how] of places) {
      const at = Math.floor(where * bytes.length);
      const put = how === 1 ? Buffer.alloc(0) : Buffer.from([byte]);
      bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + (how === 2 ? 0 : 1))]);
    }
    return bytes;
  };
}

/** Most texts as they are; the rest would only ever meet the parser. */
function wireSafe(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\x00-\x08\x0a-\x1f\x7f]/g, '?')
    .slice(0, 6000);
}
