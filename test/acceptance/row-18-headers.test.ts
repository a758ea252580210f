// SECURITY-DESIGN section 6, row 18 (Infisical PR 6138 and 5992, a spoofed proxy header beat a rule): headers that
// claim an address, a user, a method or another path change neither the answer nor what the audit log says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bearer, headersFor, openTenants, sender } from '../isolation/tenants.ts';
import type { Actor, Tenants } from '../isolation/tenants.ts';
import { rawRequest } from '../support/raw-request.ts';

const HEADERS: readonly (readonly [string, string])[] = [
  ['x-forwarded-for', '203.0.113.7'],
  ['x-forwarded-for', '127.0.0.1, 203.0.113.7'],
  ['x-forwarded-host', 'evil.example'],
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-port', '1'],
  ['x-forwarded-prefix', '/admin'],
  ['x-forwarded-user', 'alice'],
  ['x-forwarded-email', 'alice@example.com'],
  ['forwarded', 'for=203.0.113.7;host=evil.example;proto=https'],
  ['x-real-ip', '203.0.113.7'],
  ['x-client-ip', '203.0.113.7'],
  ['true-client-ip', '203.0.113.7'],
  ['cf-connecting-ip', '203.0.113.7'],
  ['via', '1.1 evil.example'],
  ['x-bfl-user', 'alice'],
  ['x-remote-user', 'alice'],
  ['remote-user', 'alice'],
  ['x-user', 'alice'],
  ['x-authenticated-user', 'alice'],
  ['x-auth-request-user', 'alice'],
  ['x-original-url', '/pv/v1/secrets?space=tenants/alice'],
  ['x-rewrite-url', '/pv/v1/secrets?space=tenants/alice'],
  ['x-original-uri', '/pv/v1/secrets?space=tenants/alice'],
  ['x-http-method-override', 'DELETE'],
  ['x-method-override', 'DELETE'],
  ['x-request-id', 'chosen-by-the-client'],
  ['host', 'evil.example'],
  ['origin', 'https://evil.example'],
  ['referer', 'https://evil.example/'],
];

const REQUESTS: readonly (readonly [string, string])[] = [
  ['GET', '/pv/v1/me'],
  ['GET', '/pv/v1/secrets?space=tenants/alice'],
  ['GET', '/pv/v1/secrets?space=tenants/bob'],
  ['GET', '/api/v2/users/me'],
  ['GET', '/api/v2/users/alice/secrets'],
  ['GET', '/api/secrets'],
  ['GET', '/admin/secrets'],
  ['GET', '/system-server/v1alpha1/secret/secret.infisical/v1/Get?workspace=notes'],
];

let tenants: Tenants;
let bob: Actor;
before(async () => {
  tenants = await openTenants();
  bob = await tenants.signIn('bob');
});
after(() => tenants.server.close());

/** Status and body without what differs from request to request. */
async function ask(method: string, path: string, actor: Actor, header?: readonly [string, string]) {
  const headers = { ...headersFor(path, actor), ...(header === undefined ? {} : { [header[0]]: header[1] }) };
  const { status, text } = await rawRequest(tenants.server.base, method, path, headers);
  const body = text.slice(text.indexOf('\r\n\r\n'));
  return `${status} ${body.replace(/"requestId":"[^"]*"/g, '')}`;
}

test('no header changes who asks or what is answered', async (context) => {
  const nobody: Actor = { token: null, accessToken: null };
  let asked = 0;
  for (const [method, path] of REQUESTS) {
    for (const actor of [bob, nobody]) {
      const usual = await ask(method, path, actor);
      for (const header of HEADERS) {
        assert.equal(
          await ask(method, path, actor, header),
          usual,
          `${method} ${path} with ${header.join(': ')}`,
        );
        asked += 1;
      }
    }
  }
  context.diagnostic(`${HEADERS.length} headers on ${REQUESTS.length} routes, ${asked} requests`);
});

test('the audit log has the address of the connection and the name behind the token', async () => {
  const send = sender(tenants.server);
  const root = bearer((await tenants.signIn('root')).token);
  const { text } = await send('GET', '/pv/v1/audit?limit=1000', root);
  const { items } = JSON.parse(text) as {
    items: { address: string; requestId: string; dialect: string; actor: { name?: string } }[];
  };
  const events = items.filter(({ dialect }) => dialect !== 'system');
  assert.ok(events.length > 200);
  for (const { address, requestId, actor } of events) {
    assert.ok(['127.0.0.1', '::1'].includes(address), address);
    assert.notEqual(requestId, 'chosen-by-the-client');
    assert.ok(
      [undefined, 'bob', 'root', 'alice', 'app-bob', 'app-alice', 'app-root'].includes(actor.name),
      actor.name ?? '',
    );
  }
  const fromHere = events.slice(0, 200);
  assert.ok(
    fromHere.every(({ actor }) => actor.name !== 'alice'),
    'nobody became alice',
  );
});
