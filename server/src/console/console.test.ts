// Proves threat T17 on the server's side: what the page may load, and that the cookie counts only for the console's calls.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startServer } from '../../../test/support/server.ts';
import type { OpenServer } from '../../../test/support/server.ts';
import { CONTENT_SECURITY_POLICY } from './files.ts';
import { IDLE_MS } from './sessions.ts';

const PASSWORD = 'a long enough pass phrase 7';
const JSON_TYPE = { 'content-type': 'application/json' };
const OWN = { 'x-polyvault-console': '1', 'sec-fetch-site': 'same-origin' };
let server: OpenServer;
let now = Date.now();

before(async () => {
  server = await startServer({
    bootstrap: { users: [{ username: 'alice', password: PASSWORD, admin: true }] },
    clock: { now: () => now },
  });
});
after(() => server.close());

const login = (headers: Readonly<Record<string, string>>, password = PASSWORD) =>
  fetch(`${server.base}/console/session`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify({ username: 'alice', password }),
  });

const statusOf = async (headers: Readonly<Record<string, string>>, path = '/pv/v1/me') =>
  (await fetch(`${server.base}${path}`, { headers })).status;

async function cookie(): Promise<string> {
  const answer = await login(OWN);
  assert.equal(answer.status, 200);
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

test('pages have a policy without unsafe parts, are not stored, and cannot be framed', async () => {
  for (const path of ['/', '/s/apps/shop/DB_URL', '/audit']) {
    const { status, headers } = await fetch(server.base + path);
    assert.equal(status, 200);
    assert.equal(headers.get('content-security-policy'), CONTENT_SECURITY_POLICY);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-frame-options'), 'DENY');
  }
  assert.doesNotMatch(CONTENT_SECURITY_POLICY, /unsafe|\*|data:|http/);
  assert.match(CONTENT_SECURITY_POLICY, /require-trusted-types-for 'script'/);
  for (const path of ['/assets/..%2f..%2fpackage.json', '/assets/', '/assets/none.js', '/nothing', '/s%2f']) {
    assert.equal((await fetch(server.base + path)).status, 404, path);
  }
});

test('the answer of a login has no token, and the cookie is for this host and no script', async () => {
  const answer = await login(OWN);
  const body = (await answer.json()) as Readonly<Record<string, unknown>>;
  assert.deepEqual(Object.keys(body).sort(), ['expiresAt', 'user']);
  const [set] = answer.headers.getSetCookie();
  assert.match(set ?? '', /^polyvault-session=\S+; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  // Behind a proxy with TLS, the browser's own origin tells.
  const host = new URL(server.base).host;
  const proxied = await login({ ...OWN, origin: `https://${host}` });
  assert.match(
    proxied.headers.getSetCookie()[0] ?? '',
    /^__Host-polyvault=\S+; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
  );
  const wrong = await login(OWN, 'wrong');
  assert.equal(wrong.status, 401);
  assert.deepEqual(wrong.headers.getSetCookie(), []);
});

test('a foreign page can use neither the login nor the cookie', async () => {
  const host = new URL(server.base).host;
  const session = { cookie: await cookie() };
  assert.equal(await statusOf({ ...session, ...OWN }), 200);
  assert.equal(await statusOf({ ...session, ...OWN, origin: `http://${host}` }), 200);
  const foreign: readonly Readonly<Record<string, string>>[] = [
    {},
    { 'sec-fetch-site': 'same-origin' },
    { 'x-polyvault-console': '1', 'sec-fetch-site': 'cross-site' },
    { 'x-polyvault-console': '1', 'sec-fetch-site': 'same-site' },
    { 'x-polyvault-console': '1', 'sec-fetch-site': 'none' },
    { ...OWN, origin: 'https://evil.example' },
    { ...OWN, origin: `http://${host}.evil.example` },
    { ...OWN, origin: 'null' },
  ];
  for (const headers of foreign) {
    assert.equal(await statusOf({ ...session, ...headers }), 401, JSON.stringify(headers));
    assert.equal((await login(headers)).status, 403, JSON.stringify(headers));
  }
});

test('two cookies of one name, or an Authorization header, leave the cookie unheard', async () => {
  const session = await cookie();
  assert.equal(await statusOf({ ...OWN, cookie: `${session}; ${session}` }), 401);
  assert.equal(await statusOf({ ...OWN, cookie: session, authorization: 'Bearer nonsense' }), 401);
  assert.equal(await statusOf({ ...OWN, cookie: session, authorization: '' }), 401);
});

test('the cookie is nothing to the other dialects', async () => {
  const headers = { ...OWN, cookie: await cookie() };
  for (const path of ['/api/secrets', '/api/v2/users/me', '/admin/secrets']) {
    assert.ok((await statusOf(headers, path)) >= 400, path);
  }
});

test('a session ends by idleness, and its token with it', async () => {
  const session = { cookie: await cookie(), ...OWN };
  now += IDLE_MS - 1000;
  assert.equal(await statusOf(session), 200);
  now += IDLE_MS - 1000;
  assert.equal(await statusOf(session), 200);
  now += IDLE_MS + 1;
  assert.equal(await statusOf(session), 401);
  assert.equal(await statusOf(session), 401);
  const token = session.cookie.split('=', 2)[1] ?? '';
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await statusOf({ authorization: `Bearer ${token}` })) === 401) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail('the token was not revoked');
});

test('signing out revokes the token and takes the cookie back', async () => {
  const session = await cookie();
  const answer = await fetch(`${server.base}/console/session`, {
    method: 'DELETE',
    headers: { ...OWN, cookie: session },
  });
  assert.equal(answer.status, 204);
  assert.match(answer.headers.getSetCookie()[0] ?? '', /Max-Age=0/);
  assert.equal(await statusOf({ authorization: `Bearer ${session.split('=', 2)[1] ?? ''}` }), 401);
});
