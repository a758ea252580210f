// What the client does on its own: tokens of a service renewed, calls with a key sent again, values kept for a server
// that is away. Against a real server, and small ones that fail in known ways.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';

import { startServer } from '../../test/support/server.ts';
import type { TestServer } from '../../test/support/server.ts';
import { CachedValues, Client, PolyvaultError } from './index.ts';

const password = 'correct horse battery';

async function namesOf(items: AsyncIterable<{ readonly name: string }>): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of items) names.push(name);
  return names;
}

describe('the client on its own', () => {
  let server: TestServer;
  let client: Client;
  before(async () => {
    server = await startServer({
      bootstrap: {
        users: [
          { username: 'alice', admin: true, password },
          { username: 'bob', password },
        ],
      },
    });
    ({ client } = await new Client({ baseUrl: server.base }).login({ username: 'alice', password }));
  });
  after(() => server.close());

  test('a service signs in by itself, and once more when its token was taken away', async () => {
    const grants = [{ space: 'jobs', actions: ['list', 'read'] }] as const;
    const { id, clientId, clientSecret } = await client.services.register({ name: 'job', grants });
    await client.secrets.put({ space: 'jobs', name: 'A' }, { value: 'v' });
    const logins: string[] = [];
    const counting: typeof fetch = async (input, init) => {
      if (String(input instanceof Request ? input.url : input).endsWith('/service-login'))
        logins.push('login');
      return fetch(input, init);
    };
    const job = Client.forService({ baseUrl: server.base, fetch: counting }, { clientId, clientSecret });
    const names = await Promise.all(
      [1, 2, 3].map(async () => (await job.secrets.get({ space: 'jobs', name: 'A' })).name),
    );
    assert.deepEqual([names, logins.length], [['A', 'A', 'A'], 1], 'three calls waited for one login');
    const rotated = await client.services.rotate(id);
    await assert.rejects(job.secrets.get({ space: 'jobs', name: 'A' }), { code: 'unauthenticated' });
    const next = Client.forService(
      { baseUrl: server.base },
      { clientId, clientSecret: rotated.clientSecret },
    );
    assert.equal((await next.secrets.get({ space: 'jobs', name: 'A' })).fields['value'], 'v');
  });

  test('groups, roles and decisions', async () => {
    await client.groups.create({ name: 'shop', description: 'the shop' });
    await client.groups.add('shop', 'user:bob');
    assert.deepEqual(await namesOf(client.groups.members('shop')), ['bob']);
    await client.groups.putRole('auditor', ['list']);
    assert.ok((await client.groups.roles()).some(({ name }) => name === 'auditor'));
    await client.grants.create({ to: 'group:shop', role: 'reader', space: 'apps/shop' });
    await client.secrets.put({ space: 'apps/shop', name: 'A' }, { value: 'v' });
    const { client: bob } = await new Client({ baseUrl: server.base }).login({ username: 'bob', password });
    const { items } = await bob.decisions.canI({ space: 'apps/shop', actions: ['read', 'change'] });
    assert.deepEqual(
      items.map(({ action, allow }) => [action, allow]),
      [
        ['read', true],
        ['change', false],
      ],
    );
    const readers = await namesOf(client.decisions.allReaders({ space: 'apps/shop', name: 'A' }));
    assert.ok(readers.includes('bob'));
    const denied = await bob.secrets
      .put({ space: 'apps/shop', name: 'A' }, { value: 'x' })
      .catch((e: unknown) => e);
    assert.ok(denied instanceof PolyvaultError && denied.requestId !== null);
    assert.equal((await bob.decisions.why(denied.requestId)).outcome, 'denied');
    await client.groups.remove('shop', 'user:bob');
    await client.groups.delete('shop');
    await client.groups.deleteRole('auditor');
  });

  test('kept values are given while the server is away, with their age, and never against its word', async () => {
    const own = await startServer({ bootstrap: { users: [{ username: 'alice', admin: true, password }] } });
    const { client: reader } = await new Client({ baseUrl: own.base, retries: 0 }).login({
      username: 'alice',
      password,
    });
    await reader.secrets.put({ space: 's', name: 'A' }, { value: 'v' });
    const kept = new CachedValues(reader);
    const strict = new CachedValues(reader, { maxAgeMs: -1 });
    await strict.get('s');
    assert.equal((await kept.get('s')).ageMs, 0);
    assert.equal((await kept.get('s')).items[0]?.fields['value'], 'v', 'an unchanged answer has the items');
    await own.close();
    const stale = await kept.get('s');
    assert.deepEqual([stale.items.length, stale.ageMs >= 0], [1, true]);
    await assert.rejects(strict.get('s'), { code: 'unreachable' });
    await assert.rejects(kept.get('other'), { code: 'unreachable' });
  });

  test('a refusal forgets what was kept', async () => {
    const { client: short } = await new Client({ baseUrl: server.base }).login({
      username: 'alice',
      password,
    });
    const kept = new CachedValues(short);
    await kept.get('apps/shop');
    await short.logout();
    await assert.rejects(kept.get('apps/shop'), { code: 'unauthenticated' });
    await assert.rejects(kept.get('apps/shop'), { code: 'unauthenticated' });
  });
});

test('with keys, a POST without an answer is sent again under the same key', async () => {
  const keys: (string | undefined)[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    keys.push(String(request.headers['idempotency-key']));
    if (keys.length === 1) request.socket.destroy();
    else response.writeHead(201).end('{"path":"s"}');
  };
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const client = new Client({ baseUrl, token: 't', idempotencyKeys: true });
    assert.equal((await client.spaces.create('s')).path, 's');
    assert.equal(keys.length, 2);
    assert.match(keys[0] ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(keys[0], keys[1]);
    await client.spaces.create('s');
    assert.notEqual(keys[2], keys[0], 'another call has another key');
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
