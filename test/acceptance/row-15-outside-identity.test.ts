// SECURITY-DESIGN 6, row 15 (a session outlived its identity provider's token): people sign in at a real provider,
// workloads with their platform's token, and what they get ends with the proof: a moved clock is a 401 in all dialects.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { CLIENT, startOidcIssuer, startWorkloadIssuer } from '../support/oidc-issuer.ts';
import type { OidcIssuer, WorkloadIssuer } from '../support/oidc-issuer.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const PASSWORD = 'correct horse battery';
let ahead = 0;
let people: OidcIssuer;
let workloads: WorkloadIssuer;
let server: TestServer;
let admin = '';
let clientId = '';

before(async () => {
  people = await startOidcIssuer(1800);
  workloads = await startWorkloadIssuer();
  const person = {
    issuer: people.issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    redirectUris: [CLIENT.redirect],
  };
  server = await startServer({
    clock: { now: () => Date.now() + ahead },
    bootstrap: {
      users: [
        { username: 'root', email: 'root@example.com', password: PASSWORD, admin: true },
        { username: 'alice', email: 'alice@example.com', password: PASSWORD },
      ],
    },
    providers: {
      people: [
        { ...person, name: 'corp', firstSignIn: ['create', 'email'], require: { team: ['staff'] } },
        { ...person, name: 'known-only' },
        { ...person, name: 'other-algorithm', algorithms: ['ES256'], firstSignIn: ['create'] },
      ],
      workloads: [
        {
          name: 'ci',
          issuer: workloads.issuer,
          audience: 'polyvault',
          rules: [{ claims: { repository: 'acme/shop', ref: ['refs/heads/main'] }, clientId: 'shop-ci' }],
        },
      ],
    },
  });
  admin = String((await call('/pv/v1/login', { username: 'root', password: PASSWORD })).json['token']);
  const registered = await call(
    '/pv/v1/services',
    { name: 'shop', clientId: 'shop-ci', grants: [{ space: 'apps/shop', actions: ['list', 'read'] }] },
    admin,
  );
  clientId = String(registered.json['clientId']);
});
after(async () => {
  await server.close();
  await people.close();
  await workloads.close();
});

async function call(path: string, body: object, token?: string) {
  const answer = await fetch(`${server.base}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const json = (await answer.json()) as Record<string, unknown>;
  const { details } = (json['error'] ?? {}) as { readonly details?: { readonly reason?: string } };
  return { status: answer.status, json, reason: details?.reason ?? '' };
}

async function begin(provider: string) {
  const { json } = await call('/pv/v1/oidc/begin', { provider, redirectUri: CLIENT.redirect });
  return { url: String(json['url']), flow: String(json['flow']) };
}

async function signIn(provider: string, change: (callback: URL) => void = () => undefined) {
  const { url, flow } = await begin(provider);
  const callback = new URL(await people.browse(url));
  change(callback);
  return call('/pv/v1/oidc/finish', { flow, callbackUrl: callback.href });
}

const staff = (name: string, more: object = {}) => ({
  sub: `subject-of-${name}`,
  claims: { preferred_username: name, team: 'staff', ...more },
});

/** Status of a call in each dialect with this token. */
async function everywhere(token: string): Promise<Readonly<Record<string, number>>> {
  const reads: Readonly<Record<string, readonly [string, string, Readonly<Record<string, string>>]>> = {
    native: ['GET', '/pv/v1/spaces', { authorization: `Bearer ${token}` }],
    fandogh: ['GET', '/api/users/namespaces', { authorization: `JWT ${token}` }],
    appgate: [
      'GET',
      '/admin/secrets',
      { authorization: `Bearer ${token}`, accept: 'application/vnd.appgate.peer-v20+json' },
    ],
    coder: ['GET', '/api/v2/users/me', { 'coder-session-token': token }],
    olares: ['POST', '/ListSecret?workspace=notes', { 'x-authorization': token }],
  };
  const statuses: Record<string, number> = {};
  for (const [dialect, [method, path, headers]] of Object.entries(reads)) {
    const body = method === 'POST' ? { body: '{}' } : {};
    const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
    const answer = await fetch(`${server.base}${path}`, {
      method,
      headers: { ...headers, ...type },
      ...body,
    });
    statuses[dialect] = answer.status;
  }
  return statuses;
}

describe('people', () => {
  test('sign in at their provider, and stay who they are by their subject', async () => {
    people.account = staff('carol');
    const first = await signIn('corp');
    assert.equal(first.status, 200, JSON.stringify(first.json));
    const user = first.json['user'] as {
      readonly id: string;
      readonly username: string;
      readonly admin: boolean;
    };
    assert.deepEqual([user.username, user.admin], ['carol', false]);
    people.account = { ...staff('renamed'), sub: 'subject-of-carol' };
    const second = await signIn('corp');
    assert.equal((second.json['user'] as { readonly id: string }).id, user.id);
  });

  test('take nobody over by a name; by an address only when it is verified', async () => {
    people.account = staff('root');
    assert.equal((await signIn('corp')).reason, 'provider');
    people.account = staff('ALICE', { email: 'alice@example.com', email_verified: false });
    assert.equal((await signIn('corp')).reason, 'provider');
    people.account = staff('whoever', { email: 'Alice@example.com', email_verified: true });
    const linked = await signIn('corp');
    assert.equal((linked.json['user'] as { readonly username: string }).username, 'alice');
  });

  test('are refused without the claim, without an account, and with an algorithm that is not allowed', async () => {
    people.account = { sub: 'subject-of-guest', claims: { preferred_username: 'guest', team: 'guests' } };
    assert.equal((await signIn('corp')).reason, 'provider');
    people.account = staff('stranger');
    assert.equal((await signIn('known-only')).reason, 'provider');
    assert.equal((await signIn('other-algorithm')).reason, 'provider');
  });

  test('are refused with an answer that was meant for another start, changed, or used before', async () => {
    people.account = staff('carol');
    const changes: Readonly<Record<string, (callback: URL) => void>> = {
      state: (callback) => callback.searchParams.set('state', 'other'),
      'no state': (callback) => callback.searchParams.delete('state'),
      code: (callback) => callback.searchParams.set('code', 'other'),
      issuer: (callback) => callback.searchParams.set('iss', 'https://other.example.com'),
      place: (callback) => (callback.pathname = '/other'),
    };
    for (const [name, change] of Object.entries(changes)) {
      assert.equal((await signIn('corp', change)).reason, 'provider', name);
    }
    const one = await begin('corp');
    const two = await begin('corp');
    const callbackUrl = await people.browse(one.url);
    assert.equal((await call('/pv/v1/oidc/finish', { flow: two.flow, callbackUrl })).reason, 'provider');
    assert.equal((await call('/pv/v1/oidc/finish', { flow: `${one.flow}x`, callbackUrl })).reason, 'flow');
    assert.equal((await call('/pv/v1/oidc/finish', { flow: 'nonsense', callbackUrl })).reason, 'flow');
    assert.equal((await call('/pv/v1/oidc/finish', { flow: one.flow, callbackUrl })).status, 200);
    assert.equal((await call('/pv/v1/oidc/finish', { flow: one.flow, callbackUrl })).reason, 'provider');
  });

  test('are sent to no address that the operator has not allowed, and to no unknown provider', async () => {
    const at = async (provider: string, redirectUri: string) =>
      (await call('/pv/v1/oidc/begin', { provider, redirectUri })).status;
    assert.equal(await at('corp', 'http://127.0.0.1:5555/callback'), 200);
    assert.equal(await at('corp', 'https://evil.example.com/callback'), 400);
    assert.equal(await at('corp', 'http://127.0.0.1:5555/other'), 400);
    assert.equal(await at('corp', 'nonsense'), 400);
    assert.equal(await at('nobody', CLIENT.redirect), 404);
  });

  test('are signed out in all dialects when the proof of their provider ends', async () => {
    people.account = staff('carol');
    const { json } = await signIn('corp');
    const token = String(json['token']);
    const left = Date.parse(String(json['expiresAt'])) - (Date.now() + ahead);
    assert.ok(left <= 1_800_000 && left > 1_700_000, `${left} ms`);
    const made = await call('/pv/v1/tokens', { name: 'kept', lifetimeSeconds: 30 * 86_400 }, token);
    assert.equal(made.status, 201, JSON.stringify(made.json['error']));
    assert.ok(String(made.json['expiresAt']) <= String(json['expiresAt']), 'a token outlives the proof');
    const before = await everywhere(token);
    assert.ok(
      Object.values(before).every((status) => status !== 401),
      JSON.stringify(before),
    );
    ahead += 1_800_000;
    const late = await everywhere(token);
    assert.deepEqual(Object.values(late), [401, 401, 401, 401, 401], JSON.stringify(late));
  });
});

describe('workloads', () => {
  const now = () => Math.floor((Date.now() + ahead) / 1000);
  const claims = (more: object = {}) => ({
    iss: workloads.issuer,
    aud: 'polyvault',
    sub: 'repo:acme/shop:ref:refs/heads/main',
    repository: 'acme/shop',
    ref: 'refs/heads/main',
    iat: now(),
    exp: now() + 300,
    ...more,
  });
  const login = (token: string, provider = 'ci') => call('/pv/v1/workload-login', { provider, token });

  test('are the service that a rule names, for no longer than their own token', async () => {
    const answer = await login(await workloads.sign(claims()));
    assert.equal(answer.status, 200, JSON.stringify(answer.json));
    const left = Date.parse(String(answer.json['expiresAt'])) - (Date.now() + ahead);
    assert.ok(left <= 300_000 && left > 200_000, `${left} ms`);
    const headers = { authorization: `Bearer ${String(answer.json['token'])}` };
    const read = () => fetch(`${server.base}/pv/v1/spaces`, { headers });
    assert.equal((await read()).status, 200);
    ahead += 300_000;
    assert.equal((await read()).status, 401);
  });

  test('are refused for each thing that is wrong with their token', async () => {
    const wrong: Readonly<Record<string, () => Promise<string>>> = {
      audience: () => workloads.sign(claims({ aud: 'somebody-else' })),
      issuer: () => workloads.sign(claims({ iss: 'https://other.example.com' })),
      expired: () => workloads.sign(claims({ exp: now() - 60 })),
      'no end': () => workloads.sign(claims({ exp: undefined })),
      'not yet': () => workloads.sign(claims({ nbf: now() + 600 })),
      repository: () => workloads.sign(claims({ repository: 'acme/shop2' })),
      pattern: () => workloads.sign(claims({ repository: '*' })),
      ref: () => workloads.sign(claims({ ref: 'refs/heads/main/x' })),
      key: () => workloads.sign(claims(), { foreignKey: true }),
      none: () => workloads.sign(claims(), { alg: 'none' }),
      confusion: () => workloads.sign(claims(), { alg: 'HS256' }),
      nonsense: async () => 'nonsense',
    };
    for (const [name, make] of Object.entries(wrong)) {
      const answer = await login(await make());
      assert.deepEqual([answer.status, answer.reason], [401, 'provider'], name);
    }
    assert.equal((await login(await workloads.sign(claims()), 'corp')).status, 404);
    assert.equal((await login(await workloads.sign(claims()))).status, 200);
  });

  test('are out with their service', async () => {
    const { json } = await list();
    const { id } = (json.items as { id: string; clientId: string }[]).find(
      (one) => one.clientId === clientId,
    ) ?? {
      id: '',
    };
    const answer = await fetch(`${server.base}/pv/v1/services/${id}/state`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify({ disabled: true }),
    });
    assert.equal(answer.status, 200);
    assert.equal((await login(await workloads.sign(claims()))).reason, 'disabled');
  });

  async function list() {
    const answer = await fetch(`${server.base}/pv/v1/services`, {
      headers: { authorization: `Bearer ${admin}` },
    });
    return { json: (await answer.json()) as { readonly items: unknown } };
  }
});
