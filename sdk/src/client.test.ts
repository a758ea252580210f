// The client against a real server: every call once, the errors by code, pages, conditions. And against small servers
// that fail in known ways: what is sent again, and what is not.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';

import { startServer } from '../../test/support/server.ts';
import type { TestServer } from '../../test/support/server.ts';
import { Client, PolyvaultError } from './index.ts';
import type { ErrorCode } from './index.ts';

const password = 'correct horse battery';

async function failsWith(code: ErrorCode, run: () => Promise<unknown>): Promise<PolyvaultError> {
  try {
    await run();
  } catch (error) {
    assert.ok(error instanceof PolyvaultError, String(error));
    assert.equal(error.code, code);
    return error;
  }
  return assert.fail(`it did not fail with ${code}`);
}

describe('on a real server', () => {
  let server: TestServer;
  let client: Client;
  before(async () => {
    server = await startServer({ bootstrap: { users: [{ username: 'alice', admin: true, password }] } });
    ({ client } = await new Client({ baseUrl: server.base }).login({ username: 'alice', password }));
  });
  after(() => server.close());
  const ref = (name: string) => ({ space: 'apps/shop', name });

  test('sessions', async () => {
    const fresh = new Client({ baseUrl: `${server.base}/` });
    assert.equal((await fresh.health()).status, 'ok');
    const wrong = await failsWith('unauthenticated', () =>
      fresh.login({ username: 'alice', password: 'no' }),
    );
    assert.deepEqual(
      [wrong.status, wrong.details.reason, typeof wrong.requestId],
      [401, 'credentials', 'string'],
    );
    const { session, client: own } = await fresh.login({ username: 'alice', password });
    assert.equal(session.user.username, (await own.me()).username);
    await own.logout();
    await failsWith('unauthenticated', () => own.me());
  });

  test('a new password', async () => {
    await client.users.create({ username: 'carol', password });
    const { client: carol } = await new Client({ baseUrl: server.base }).login({
      username: 'carol',
      password,
    });
    await failsWith('forbidden', () =>
      carol.changePassword({ current: 'wrong', next: 'staple battery horse' }),
    );
    await carol.changePassword({ current: password, next: 'staple battery horse' });
    await failsWith('unauthenticated', () => carol.login({ username: 'carol', password }));
  });

  test('the life of a secret', async () => {
    const odd = 'a/b?c#d%20 \u{1f511}';
    const created = await client.secrets.create({ ...ref(odd), value: 'v1', tags: ['t'] });
    assert.equal(created.version, 1);
    await failsWith('conflict', () => client.secrets.create({ ...ref(odd), value: 'x' }));
    assert.equal((await client.secrets.get(ref(odd))).fields['value'], 'v1');
    const replaced = await client.secrets.put(ref(odd), { fields: { value: 'v2', other: 'o' } });
    assert.deepEqual([replaced.created, replaced.metadata.version], [false, 2]);
    assert.equal(await client.secrets.getUnless(ref(odd), 2), null);
    assert.equal((await client.secrets.getUnless(ref(odd), 1))?.version, 2);
    assert.equal((await client.secrets.get({ ...ref(odd), version: 1 })).fields['value'], 'v1');
    const stale = await failsWith('version-mismatch', () =>
      client.secrets.patch(ref(odd), { description: 'd' }, { expectedVersion: 1 }),
    );
    assert.equal(stale.details.currentVersion, 2);
    const patched = await client.secrets.patch(ref(odd), { fields: { other: null } }, { expectedVersion: 2 });
    assert.deepEqual(patched.fieldNames, ['value']);
    assert.equal((await client.secrets.rollback(ref(odd), 1)).version, 4);
    assert.equal((await client.secrets.versions(ref(odd))).length, 4);
    assert.equal((await client.secrets.describe(ref(odd))).version, 4);
    await client.secrets.delete(ref(odd));
    await failsWith('not-found', () => client.secrets.get(ref(odd)));
    await failsWith('version-mismatch', () =>
      client.secrets.put(ref(odd), { value: 'x' }, { expectedVersion: 4 }),
    );
  });

  test('a name that a URL would swallow is refused before it is sent', async () => {
    for (const name of ['.', '..', ''])
      await failsWith('invalid-input', () => client.secrets.delete(ref(name)));
  });

  test('pages come one after the other', async () => {
    for (let index = 0; index < 7; index += 1) {
      await client.secrets.put({ space: 'pages', name: `s${index}` }, { value: 'v' }, { ifAbsent: true });
    }
    const names: string[] = [];
    for await (const { name } of client.secrets.all({ space: 'pages', limit: 3 })) names.push(name);
    assert.deepEqual(names, ['s0', 's1', 's2', 's3', 's4', 's5', 's6']);
  });

  test('all values, and word that nothing has changed', async () => {
    await client.secrets.put({ space: 'values', name: 'a' }, { value: 'v' });
    const first = await client.values('values');
    assert.ok(first.changed && first.etag !== null);
    assert.deepEqual(
      first.items.map(({ name, fields }) => [name, fields]),
      [['a', { value: 'v' }]],
    );
    assert.equal((await client.values('values', { etag: first.etag })).changed, false);
    await client.secrets.put({ space: 'values', name: 'a' }, { value: 'w' });
    assert.equal((await client.values('values', { etag: first.etag })).changed, true);
  });

  test('spaces, users, grants, tokens, services', async () => {
    assert.equal((await client.spaces.create('made/here')).path, 'made/here');
    assert.equal((await client.spaces.list({ under: 'made' })).length, 1);
    await client.users.create({ username: 'bob', password });
    assert.deepEqual((await client.users.list()).map(({ username }) => username).sort(), [
      'alice',
      'bob',
      'carol',
    ]);
    const grant = await client.grants.create({ to: 'user:bob', role: 'viewer', space: 'made/here' });
    assert.equal((await client.grants.list({ space: 'made/here' })).items[0]?.id, grant.id);
    await client.grants.delete(grant.id);
    for await (const left of client.grants.all({ space: 'made/here' })) assert.fail(left.id);
    const token = await client.tokens.create({ name: 'ci', lifetimeSeconds: 60 });
    const own = new Client({ baseUrl: server.base, token: token.token });
    assert.ok((await own.tokens.list()).some(({ id }) => id === token.id));
    await client.tokens.revoke(token.id);
    await failsWith('unauthenticated', () => own.me());
    const service = await client.services.register({ name: 'app', grants: [] });
    assert.equal((await client.services.list())[0]?.id, service.id);
    await client.services.remove('app');
    assert.equal((await client.users.setDisabled('bob', true)).disabled, true);
  });
});

describe('on servers that fail', () => {
  const serve = async (handle: (request: IncomingMessage, response: ServerResponse) => void) => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.method ?? ''} ${request.headers.authorization ?? '-'}`);
      handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      seen,
      baseUrl,
      client: new Client({ baseUrl, token: 't' }),
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };
  const fail = (response: ServerResponse, status: number, code: string) =>
    response.writeHead(status).end(JSON.stringify({ error: { code, message: 'm', requestId: 'r' } }));

  test('503 and 429 are sent again for GET, PUT and DELETE, other calls and codes are not', async () => {
    let answers = 0;
    const server = await serve((_request, response) => {
      answers += 1;
      if (answers === 1) fail(response, 503, 'unavailable');
      else if (answers === 2) fail(response, 429, 'rate-limited');
      else response.end('{"username":"alice"}');
    });
    try {
      assert.equal((await server.client.me()).username, 'alice');
      assert.equal(server.seen.length, 3);
      answers = 1;
      await server.client.secrets.put({ space: 's', name: 'n' }, { value: 'v' });
      assert.equal(server.seen.length, 5);
      answers = 0;
      await failsWith('unavailable', () => server.client.spaces.create('s'));
      assert.equal(server.seen.length, 6);
    } finally {
      await server.close();
    }
  });

  test('a sealed server, a foreign one, and one that is not there', async () => {
    const sealed = await serve((_request, response) => fail(response, 503, 'sealed'));
    const foreign = await serve((_request, response) => response.writeHead(404).end('<html>'));
    try {
      await failsWith('sealed', () => sealed.client.me());
      assert.equal(sealed.seen.length, 1);
      await failsWith('unexpected-answer', () => foreign.client.me());
    } finally {
      await sealed.close();
      await foreign.close();
    }
    const gone = new Client({ baseUrl: foreign.baseUrl, token: 'the-token', retries: 1 });
    const error = await failsWith('unreachable', () => gone.me());
    assert.ok(!error.message.includes('the-token'));
    assert.equal(error.status, null);
  });

  test('a redirect is not followed: the token goes nowhere else', async () => {
    const other = await serve((_request, response) => response.end('{}'));
    const server = await serve((_request, response) =>
      response.writeHead(307, { location: other.baseUrl }).end(),
    );
    try {
      const once = new Client({ baseUrl: server.baseUrl, token: 't', retries: 0 });
      await failsWith('unreachable', () => once.me());
      assert.deepEqual(other.seen, []);
    } finally {
      await server.close();
      await other.close();
    }
  });

  test('an abort ends a call and a pause with its own reason; a timeout is no answer', async () => {
    const silent = await serve(() => undefined);
    const busy = await serve((_request, response) => fail(response, 503, 'unavailable'));
    try {
      for (const { client } of [silent, busy]) {
        const controller = new AbortController();
        const call = client.me({ signal: controller.signal });
        setTimeout(() => controller.abort(new Error('enough')), 20);
        await assert.rejects(call, /^Error: enough$/);
      }
      const impatient = new Client({ baseUrl: silent.baseUrl, timeoutMs: 20, retries: 0 });
      await failsWith('unreachable', () => impatient.me());
    } finally {
      await silent.close();
      await busy.close();
    }
  });
});
