// Once a revocation was answered, nothing is read with what it took away, on whatever connection: tokens, grants,
// memberships and accounts, over real sockets. The control reads before the revocation was answered.
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, before, test } from 'node:test';

import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const ROUNDS = Number(process.env['POLYVAULT_TEST_ROUNDS'] ?? 300);
const PASSWORD = 'correct horse battery';
const READ = '/pv/v1/secrets/one?space=apps';

let server: TestServer;
let root = '';
/** One connection for those who change, another for those who read. */
const changing = new Agent({ keepAlive: true, maxSockets: 1 });
const reading = new Agent({ keepAlive: true, maxSockets: 1 });

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(
  agent: Agent,
  method: string,
  path: string,
  token: string | null,
  body?: object,
): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      server.base + path,
      {
        method,
        agent,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const whole = Buffer.concat(chunks).toString();
          resolve({
            status: answer.statusCode ?? 0,
            body: whole === '' ? {} : (JSON.parse(whole) as Record<string, unknown>),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

async function login(username: string): Promise<string> {
  const { body } = await call(changing, 'POST', '/pv/v1/login', null, { username, password: PASSWORD });
  return String(body['token']);
}

before(async () => {
  server = await startServer({
    bootstrap: {
      users: [
        { username: 'root', password: PASSWORD, admin: true },
        { username: 'bob', password: PASSWORD },
      ],
    },
  });
  root = await login('root');
  await call(changing, 'POST', '/pv/v1/secrets', root, { space: 'apps', name: 'one', value: 'v' });
  await call(changing, 'POST', '/pv/v1/groups', root, { name: 'staff' });
  await call(changing, 'POST', '/pv/v1/grants', root, {
    to: 'group:staff',
    role: 'reader',
    space: 'apps/**',
  });
});
after(async () => {
  changing.destroy();
  reading.destroy();
  await server.close();
});

const member = '/pv/v1/groups/staff/members/user:bob';

/** Gives, and how to take away what was given; `bob` reads with the token in between. */
const WAYS: Readonly<
  Record<string, (bob: string) => Promise<{ token: string; take: () => Promise<Answer> }>>
> = {
  token: async (bob) => {
    await call(changing, 'PUT', member, root);
    const made = await call(changing, 'POST', '/pv/v1/tokens', bob, { name: 'ci', lifetimeSeconds: 60 });
    return {
      token: String(made.body['token']),
      take: () => call(changing, 'DELETE', `/pv/v1/tokens/${String(made.body['id'])}`, bob),
    };
  },
  member: async (bob) => {
    await call(changing, 'PUT', member, root);
    return { token: bob, take: () => call(changing, 'DELETE', member, root) };
  },
  grant: async (bob) => {
    const grant = { to: 'user:bob', role: 'reader', space: 'apps' };
    const { body } = await call(changing, 'POST', '/pv/v1/grants', root, grant);
    return {
      token: bob,
      take: () => call(changing, 'DELETE', `/pv/v1/grants/${String(body['id'])}`, root),
    };
  },
};

test(`${ROUNDS} revocations: no read succeeds after the answer`, async (context) => {
  const bob = await login('bob');
  const names = Object.keys(WAYS);
  let read = 0;
  let stale = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const way = WAYS[names[round % names.length] ?? ''];
    assert.ok(way !== undefined);
    if (names[round % names.length] === 'grant') await call(changing, 'DELETE', member, root);
    const { token, take } = await way(bob);
    const before = await call(reading, 'GET', READ, token);
    if (before.status === 200) read += 1;
    assert.equal((await take()).status, 204);
    const after = await call(reading, 'GET', READ, token);
    if (after.status === 200) stale += 1;
  }
  context.diagnostic(`${ROUNDS} rounds, ${read} reads before, ${stale} stale successes after`);
  assert.equal(read, ROUNDS, 'the control: every read before the revocation succeeds');
  assert.equal(stale, 0);
});
