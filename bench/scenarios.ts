// What is measured: the requests of each scenario, as bytes that are sent again and again in turn.
import { nameOf, PER_SPACE, spaceOf } from './seed.ts';
import { PASSWORD } from './vault.ts';

export interface Scenario {
  readonly name: string;
  readonly server: 'bare' | 'small' | 'large' | 'ungrouped';
  readonly connections: number;
  readonly status: number;
  readonly requests: readonly Buffer[];
}

export interface Tokens {
  readonly small: string;
  readonly large: string;
  readonly ungrouped: string;
}

/** So many different secrets are read in turn, spread over the whole store. */
const SPREAD = 2000;
const APPGATE = 'application/vnd.appgate.peer-v23+json';

export function scenarios(
  tokens: Tokens,
  sizes: { readonly small: number; readonly large: number },
): Scenario[] {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const small = bearer(tokens.small);
  const large = bearer(tokens.large);
  const at64 = { connections: 64, status: 200 };
  const one = (bytes: Buffer) => [bytes];
  const reads = (headers: Headers, size: number) =>
    spread(size).map((index) => get(`/pv/v1/secrets/${nameOf(index)}?space=${spaceOf(index)}`, headers));
  const replaces = (headers: Headers, size: number) => spread(size).map((index) => replace(index, headers));
  const list = (headers: Headers) =>
    Array.from({ length: 50 }, (_, index) => {
      const word = nameOf(index % PER_SPACE).toLowerCase();
      return get(`/pv/v1/secrets?space=bench/s0&limit=30&q=${word.slice(0, 12)}`, headers);
    });
  const readSmall = reads(small, sizes.small);
  const writeSmall = replaces(small, sizes.small);
  return [
    { name: 'bare', server: 'bare', ...at64, requests: readSmall },
    { name: 'read', server: 'small', ...at64, requests: readSmall },
    { name: 'read, large store', server: 'large', ...at64, requests: reads(large, sizes.large) },
    { name: 'bare PUT', server: 'bare', ...at64, requests: writeSmall },
    { name: 'replace', server: 'small', ...at64, requests: writeSmall },
    { name: 'replace, large store', server: 'large', ...at64, requests: replaces(large, sizes.large) },
    {
      name: 'replace, one commit each',
      server: 'ungrouped',
      ...at64,
      requests: replaces(bearer(tokens.ungrouped), sizes.small),
    },
    { name: 'list of 30 with search', server: 'small', ...at64, requests: list(small) },
    { name: 'list of 30 with search, large store', server: 'large', ...at64, requests: list(large) },
    {
      name: 'mixed 95/5',
      server: 'small',
      ...at64,
      requests: readSmall.map((read, index) => (index % 20 === 0 ? (writeSmall[index] ?? read) : read)),
    },
    {
      name: 'values of 50',
      server: 'small',
      ...at64,
      requests: one(get('/pv/v1/values?space=fifty', small)),
    },
    {
      name: 'coder list',
      server: 'small',
      ...at64,
      requests: one(get('/api/v2/users/me/secrets', { 'coder-session-token': tokens.small })),
    },
    {
      name: 'fandogh list',
      server: 'small',
      ...at64,
      requests: one(
        get('/api/secrets', { authorization: `JWT ${tokens.small}`, 'active-namespace': 'shop' }),
      ),
    },
    {
      name: 'appgate list',
      server: 'small',
      ...at64,
      requests: one(get('/admin/secrets', { ...small, accept: APPGATE })),
    },
    { name: 'bare, 1 connection', server: 'bare', connections: 1, status: 200, requests: readSmall },
    { name: 'read, 1 connection', server: 'small', connections: 1, status: 200, requests: readSmall },
    { name: 'bare, 256 connections', server: 'bare', connections: 256, status: 200, requests: readSmall },
    { name: 'read, 256 connections', server: 'small', connections: 256, status: 200, requests: readSmall },
    {
      name: 'login',
      server: 'small',
      connections: 2,
      status: 200,
      requests: one(send('POST', '/pv/v1/login', {}, { username: 'root', password: PASSWORD })),
    },
  ];
}

type Headers = Readonly<Record<string, string>>;

function spread(size: number): readonly number[] {
  const count = Math.min(SPREAD, size);
  return Array.from(
    { length: count },
    (_, index) => Math.floor((index * 7919) % count) * Math.floor(size / count),
  );
}

function replace(index: number, headers: Headers): Buffer {
  return send('PUT', `/pv/v1/secrets/${nameOf(index)}?space=${spaceOf(index)}`, headers, {
    value: `next-${index}`,
  });
}

function get(path: string, headers: Headers): Buffer {
  return bytes('GET', path, headers, '');
}

function send(method: string, path: string, headers: Headers, body: unknown): Buffer {
  const text = JSON.stringify(body);
  const all = {
    ...headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  };
  return bytes(method, path, all, text);
}

function bytes(method: string, path: string, headers: Headers, body: string): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n'));
}
