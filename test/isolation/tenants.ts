// Two tenants on one server. Alice owns something of every kind that a route can name; bob is nobody to her, vera
// may only look at her shared spaces. Whatever is hers and private carries a mark that is searched for in answers.
import bcrypt from 'bcryptjs';

import type { Clock } from '../../server/src/base/clock.ts';
import { startServer } from '../support/server.ts';
import type { OpenServer } from '../support/server.ts';

export const PASSWORD = 'correct horse battery';
export const MARK = 'marked-by-alice';
export const VALUE_MARK = 'value-marked-by-alice';
/** Bulk upsert came last. */
const APPGATE = 'application/vnd.appgate.peer-v25+json';
const NS = 'shop';
const OPS = ['RetrieveSecret', 'ListSecret', 'CreateSecret', 'UpdateSecret', 'DeleteSecret'].map(
  (op) => `${op}?workspace=notes`,
);
const PERM = { group: 'secret.infisical', dataType: 'secret', version: 'v1' };
const APP_SECRET = '0123456789abcdef';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The tokens of one actor: of a person, and of an app of his on the Olares gateway. */
export interface Actor {
  readonly token: string | null;
  readonly accessToken: string | null;
}

export interface Tenants {
  readonly server: OpenServer;
  readonly clock: Clock & { advance(ms: number): void };
  /** What is alice's, by the variables of routes.json, and names of the same shape of which there is nothing. */
  readonly hers: Readonly<Record<string, string>>;
  readonly absent: Readonly<Record<string, string>>;
  signIn(username: string): Promise<Actor>;
  /** A token of alice that ends in a second. */
  shortLived(): Promise<Actor>;
}

export async function openTenants(): Promise<Tenants> {
  let offset = 0;
  const clock = { now: () => Date.now() + offset, advance: (ms: number) => void (offset += ms) };
  const server = await startServer({ clock, bootstrap: bootstrap() });
  const send = sender(server);
  const signIn = async (username: string): Promise<Actor> => {
    const login = await send('POST', '/pv/v1/login', {}, { username, password: PASSWORD });
    return { token: tokenOf(login), accessToken: await accessToken(send, username, clock.now()) };
  };
  const root = bearer((await signIn('root')).token);
  const alice = bearer((await signIn('alice')).token);
  return {
    server,
    clock,
    ...(await makeObjects(send, root, alice)),
    signIn,
    async shortLived() {
      const made = await send('POST', '/pv/v1/tokens', alice, { name: 'short', lifetimeSeconds: 1 });
      return { token: tokenOf(made), accessToken: await accessToken(send, 'alice', clock.now()) };
    },
  };
}

function bootstrap() {
  const users = ['root', 'alice', 'bob', 'vera'];
  const shared = ['tenants/alice', 'tenants/old', `fandogh/${NS}`, 'appgate'];
  return {
    users: users.map((username) => ({
      username,
      email: `${username}@example.com`,
      password: PASSWORD,
      admin: username === 'root',
    })),
    grants: [
      ...shared.map((space) => ({ to: 'user:alice', role: 'owner', space })),
      ...shared.map((space) => ({ to: 'user:vera', role: 'viewer', space })),
      { to: 'user:bob', role: 'owner', space: 'tenants/bob' },
    ],
    olares: {
      apps: users
        .filter((user) => user !== 'root')
        .map((user) => ({
          app: `app-${user}`,
          user,
          appKey: `key_${user}`,
          appSecret: APP_SECRET,
          ops: OPS,
        })),
    },
  };
}

type Send = ReturnType<typeof sender>;

export function sender(server: OpenServer) {
  return async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    json?: unknown,
  ): Promise<Answer> => {
    const response = await fetch(server.base + path, {
      method,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return { status: response.status, text: await response.text() };
  };
}

/** The credential of an actor in the headers of the dialect that a path belongs to. */
export function headersFor(path: string, actor: Actor): Readonly<Record<string, string>> {
  const { token, accessToken } = actor;
  const given = (name: string, value: string | null, prefix = ''): Record<string, string> =>
    value === null ? {} : { [name]: prefix + value };
  if (path.startsWith('/api/v2')) return given('coder-session-token', token);
  if (path.startsWith('/api/') || path.startsWith('/fa/')) {
    return { ...given('authorization', token, 'JWT '), 'active-namespace': NS };
  }
  if (path.startsWith('/admin')) return { ...given('authorization', token, 'Bearer '), accept: APPGATE };
  if (path.startsWith('/system-server')) return given('x-access-token', accessToken);
  if (/^\/(permission\/|[A-Z])/.test(path)) return given('x-authorization', token);
  return given('authorization', token, 'Bearer ');
}

async function makeObjects(send: Send, root: Record<string, string>, alice: Record<string, string>) {
  const ask = async (method: string, path: string, headers: Record<string, string>, json?: unknown) => {
    const { status, text } = await send(method, path, headers, json);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const userId = String((await ask('GET', '/pv/v1/me', alice))['id']);
  const secret = (space: string, name: string) =>
    ask('POST', '/pv/v1/secrets', alice, { space, name, value: VALUE_MARK, description: MARK });
  await secret('tenants/alice', 'her-secret');
  const coder = await secret(`coder/${userId}`, 'her-own');
  await secret(`fandogh/${NS}`, 'her-secret');
  const appgate = await secret('appgate', 'her-appgate');
  await secret('olares/alice/notes/prod', 'her-note');
  await secret('tenants/alice', 'her-trashed');
  await ask('DELETE', '/pv/v1/secrets/her-trashed?space=tenants/alice', alice);
  const trash = await ask('GET', '/pv/v1/trash?space=tenants/alice', alice);
  const [trashed] = trash['secrets'] as { id: string }[];
  await secret('tenants/old', 'her-secret');
  const oldSpace = await ask('DELETE', '/pv/v1/spaces?space=tenants/old', alice);
  const grants = await ask('GET', '/pv/v1/grants?space=tenants/alice', alice);
  const [grant] = grants['items'] as { id: string }[];
  const token = await ask('POST', '/pv/v1/tokens', alice, { name: MARK, lifetimeSeconds: 3600 });
  const service = await ask('POST', '/pv/v1/services', alice, { name: 'her-bot', grants: [] });
  await ask('POST', '/pv/v1/groups', root, { name: 'her-group', description: MARK });
  await ask('PUT', '/pv/v1/groups/her-group/members/user:alice', root);
  await ask('PUT', '/pv/v1/roles/some', root, { actions: ['list'] });
  const denied = await send('GET', '/pv/v1/secrets/x?space=nowhere', alice);
  const { requestId } = (JSON.parse(denied.text) as { error: { requestId: string } }).error;
  const hers = {
    space: 'tenants/alice',
    secret: 'her-secret',
    username: 'alice',
    userId,
    coderSecret: String(coder['name']),
    appgateId: String(appgate['id']),
    olaresSecret: 'her-note',
    namespace: NS,
    grantId: grant?.id ?? '',
    trashedSecretId: trashed?.id ?? '',
    trashedSpaceId: String(oldSpace['id']),
    tokenId: String(token['id']),
    serviceName: 'her-bot',
    serviceId: String(service['id']),
    group: 'her-group',
    requestId,
  };
  const nil = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
  const absent = {
    space: 'tenants/nobody',
    secret: 'no-secret',
    username: 'nobody',
    userId: nil,
    coderSecret: 'no-secret',
    appgateId: nil,
    olaresSecret: 'no-secret',
    namespace: 'no-shop',
    grantId: nil,
    trashedSecretId: nil,
    trashedSpaceId: nil,
    tokenId: nil,
    serviceName: 'no-bot',
    serviceId: nil,
    group: 'no-group',
    requestId: nil,
  };
  return { hers, absent };
}

async function accessToken(send: Send, username: string, now: number): Promise<string | null> {
  const timestamp = Math.floor(now / 1000);
  const key = `key_${username}`;
  const { text } = await send(
    'POST',
    '/permission/v1alpha1/access',
    {},
    {
      app_key: key,
      timestamp,
      token: bcrypt.hashSync(`${key}${timestamp}${APP_SECRET}`, 4),
      perm: { ...PERM, ops: OPS },
    },
  );
  const answer = JSON.parse(text) as { data?: { access_token?: string } };
  return answer.data?.access_token ?? null;
}

function tokenOf({ text }: Answer): string {
  const { token } = JSON.parse(text) as { token?: string };
  if (token === undefined) throw new Error('nobody was signed in');
  return token;
}

export function bearer(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}
