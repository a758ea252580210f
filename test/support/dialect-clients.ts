// A small client for each dialect over a real socket: sign in, write one single value, read what can be read.
import bcrypt from 'bcryptjs';

import type { TestServer } from './server.ts';

/** The bootstrap that every client below can use: alice owns everything that she touches. */
export const ALICE = { username: 'alice', email: 'alice@example.com', password: 'alice has a password' };
export const OLARES_APP = {
  app: 'notes',
  user: 'alice',
  appKey: 'bytetrade_notes_1',
  appSecret: '0123456789abcdef',
};
const APPGATE_ACCEPT = 'application/vnd.appgate.peer-v23+json';
const OPS = ['CreateSecret', 'RetrieveSecret', 'UpdateSecret', 'ListSecret', 'DeleteSecret'];

export function clientBootstrap(workspace: string, extra: Readonly<Record<string, unknown>> = {}) {
  return {
    users: [{ ...ALICE, admin: true }],
    fandogh: { namespaces: [{ name: 'shop', members: [{ username: 'alice', role: 'ADMIN' }] }] },
    olares: { apps: [{ ...OLARES_APP, ops: OPS.map((op) => `${op}?workspace=${workspace}`) }] },
    ...extra,
  };
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A dialect as its client uses it. */
export interface DialectClient {
  readonly name: 'native' | 'fandogh' | 'appgate' | 'olares' | 'coder';
  create(name: string, value: string): Promise<Answer>;
  /** The value, where the dialect ever gives one. */
  read?(name: string): Promise<string>;
  list(): Promise<Answer>;
  /** Requests that are refused although they carry the value. */
  refused(value: string): Promise<readonly Answer[]>;
}

/** Alice signs in, unless a token of hers is there already. */
export async function signInEverywhere(
  server: TestServer,
  spaces: { readonly native: string; readonly workspace: string },
  known?: string,
) {
  const token = known ?? (await login(server));
  const clients: DialectClient[] = [
    native(server, token, spaces.native),
    fandogh(server, token),
    appgate(server, token),
    await olares(server, spaces.workspace),
    coder(server, token),
  ];
  return { token, clients };
}

async function login(server: TestServer): Promise<string> {
  const { username, password } = ALICE;
  const answer = await send(server, 'POST', '/pv/v1/login', {}, { username, password });
  return (JSON.parse(answer.text) as { token: string }).token;
}

export async function send(
  server: TestServer,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(server.base + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

function native(server: TestServer, token: string, space: string): DialectClient {
  const headers = { authorization: `Bearer ${token}` };
  const path = '/pv/v1/secrets';
  return {
    name: 'native',
    create: (name, value) => send(server, 'POST', path, headers, { space, name, value }),
    async read(name) {
      const answer = await send(server, 'GET', `${path}/${encodeURIComponent(name)}?space=${space}`, headers);
      return (JSON.parse(answer.text) as { fields: { value: string } }).fields.value;
    },
    list: () => send(server, 'GET', `${path}?space=${space}`, headers),
    refused: async (value) => [
      await send(server, 'POST', path, headers, { space, name: '', value }),
      await send(server, 'POST', path, headers, { space, name: 'x', value, extra: value }),
      await send(server, 'POST', path, headers, { space, name: 'x', value: [value] }),
      await send(server, 'POST', path, headers, `{"space":"${space}","value":"${value}"`),
      await send(server, 'POST', path, {}, { space, name: 'x', value }),
      await send(server, 'POST', '/pv/v1/login', {}, { username: 'alice', password: value }),
    ],
  };
}

function fandogh(server: TestServer, token: string): DialectClient {
  const headers = { authorization: `JWT ${token}`, 'active-namespace': 'shop' };
  const body = (name: string, value: string) => ({
    name,
    type: 'environment-secret',
    fields: { SECRET_KEY: value },
  });
  return {
    name: 'fandogh',
    create: (name, value) => send(server, 'POST', '/api/secrets', headers, body(name, value)),
    list: () => send(server, 'GET', '/api/secrets', headers),
    refused: async (value) => [
      await send(server, 'POST', '/api/secrets', headers, body('Bad Name', value)),
      await send(server, 'POST', '/api/secrets', headers, { ...body('x', value), type: value }),
      await send(server, 'POST', '/api/secrets', {}, body('x', value)),
      await send(server, 'POST', '/api/errors', {}, { params: value }),
      await send(server, 'POST', '/api/tokens', {}, { username: 'alice', password: value }),
    ],
  };
}

function appgate(server: TestServer, token: string): DialectClient {
  const headers = { authorization: `Bearer ${token}`, accept: APPGATE_ACCEPT };
  return {
    name: 'appgate',
    create: (name, value) => send(server, 'POST', '/admin/secrets', headers, { name, secret: value }),
    list: () => send(server, 'GET', '/admin/secrets', headers),
    refused: async (value) => [
      await send(server, 'POST', '/admin/secrets', headers, { name: '', secret: value }),
      await send(server, 'POST', '/admin/secrets', headers, { name: 'x', secret: value, extra: value }),
      await send(server, 'POST', '/admin/secrets', headers, { name: 'x', secret: { value } }),
      await send(server, 'POST', '/admin/secrets', { accept: APPGATE_ACCEPT }, { name: 'x', secret: value }),
      await send(
        server,
        'POST',
        '/admin/login',
        { accept: APPGATE_ACCEPT },
        {
          providerName: 'local',
          deviceId: '4c07bc67-57ea-42dd-b702-c2d6c45419fc',
          username: 'alice',
          password: value,
        },
      ),
    ],
  };
}

async function olares(server: TestServer, workspace: string): Promise<DialectClient> {
  const { appKey, appSecret } = OLARES_APP;
  const timestamp = Math.floor(Date.now() / 1000);
  const ops = OPS.map((op) => `${op}?workspace=${workspace}`);
  const access = await send(
    server,
    'POST',
    '/permission/v1alpha1/access',
    {},
    {
      app_key: appKey,
      timestamp,
      token: bcrypt.hashSync(`${appKey}${timestamp}${appSecret}`, 4),
      perm: { group: 'secret.infisical', dataType: 'secret', version: 'v1', ops },
    },
  );
  const issued = (JSON.parse(access.text) as { data?: { access_token: string } }).data;
  if (issued === undefined) throw new Error(`the app gets no access token: ${access.text}`);
  const token = issued.access_token;
  const headers = { 'x-access-token': token };
  const call = (op: string, body: unknown, as: Readonly<Record<string, string>> = headers) =>
    send(
      server,
      'POST',
      `/system-server/v1alpha1/secret/secret.infisical/v1/${op}?workspace=${workspace}`,
      as,
      body,
    );
  return {
    name: 'olares',
    create: (name, value) => call('CreateSecret', { name, value, env: 'prod' }),
    async read(name) {
      const answer = await call('RetrieveSecret', { name, env: 'prod' });
      return (JSON.parse(answer.text) as { data: { data: { value: string } } }).data.data.value;
    },
    list: () => call('ListSecret', { env: 'prod' }),
    refused: async (value) => [
      await call('CreateSecret', { name: '', value }),
      await call('CreateSecret', { name: 'x', value, env: value }),
      await call('CreateSecret', { name: 'x', value: [value] }),
      await call('CreateSecret', { name: 'x', value }, {}),
      await call('UpdateSecret', { name: 'there-is-none', value }),
    ],
  };
}

function coder(server: TestServer, token: string): DialectClient {
  const headers = { 'coder-session-token': token };
  const path = '/api/v2/users/me/secrets';
  return {
    name: 'coder',
    create: (name, value) => send(server, 'POST', path, headers, { name, value }),
    list: () => send(server, 'GET', path, headers),
    refused: async (value) => [
      await send(server, 'POST', path, headers, { name: '', value }),
      await send(server, 'POST', path, headers, { name: 'x', value, env_name: '1' }),
      await send(server, 'POST', path, headers, { name: 'x', value: [value] }),
      await send(server, 'POST', path, {}, { name: 'x', value }),
      await send(server, 'POST', '/api/v2/users/login', {}, { email: 'alice@example.com', password: value }),
    ],
  };
}
