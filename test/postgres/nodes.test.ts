// Three nodes on one PostgreSQL: a revocation counts on each of them as soon as it is answered, connections that are cut
// in the middle of commits lose and double nothing, and a database that is away is a 503 that heals.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { PostgresCluster } from '../support/postgres-cluster.ts';
import { startServer } from '../support/server.ts';
import type { OpenServer } from '../support/server.ts';
import { CuttableProxy } from './cuttable-proxy.ts';

const PASSWORD = 'a password for tests';
const BOOTSTRAP = {
  users: [
    { username: 'alice', email: 'alice@example.com', password: PASSWORD, admin: true },
    { username: 'bob', email: 'bob@example.com', password: PASSWORD },
  ],
  grants: [{ to: 'user:bob', role: 'reader', space: 'apps/shop' }],
};
const ROUNDS = Number(process.env['POLYVAULT_TEST_REVOCATIONS'] ?? 10);
const CUTS = 8;
const WRITES_BETWEEN_CUTS = 6;
const WRITERS = 4;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
}

async function call(
  server: OpenServer,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${server.base}/pv/v1${path}`, {
    method,
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: text === '' ? null : (JSON.parse(text) as unknown),
  };
}

async function signIn(server: OpenServer, username: string): Promise<string> {
  const { status, body } = await call(server, '', 'POST', '/login', { username, password: PASSWORD });
  assert.equal(status, 200);
  return (body as { readonly token: string }).token;
}

describe('three nodes on one PostgreSQL', { skip: PostgresCluster.missing }, () => {
  let cluster: PostgresCluster;
  let proxy: CuttableProxy;
  let nodes: readonly OpenServer[];
  let alice: string;
  const folders: string[] = [];

  before(async () => {
    cluster = await PostgresCluster.start();
    const name = await cluster.createDatabase();
    proxy = new CuttableProxy(cluster.port);
    const port = await proxy.listen();
    const started: OpenServer[] = [];
    for (const node of ['one', 'two', 'three']) {
      const dataDir = mkdtempSync(join(tmpdir(), 'polyvault-node-'));
      // The nodes of one store share the content of its key file.
      if (folders[0] !== undefined) copyFileSync(join(folders[0], 'root.key'), join(dataDir, 'root.key'));
      folders.push(dataDir);
      started.push(
        await startServer({ bootstrap: BOOTSTRAP, dataDir, node, databaseUrl: cluster.url(name, port) }),
      );
    }
    nodes = started;
    alice = await signIn(started[0] as OpenServer, 'alice');
    await call(started[0] as OpenServer, alice, 'POST', '/secrets', {
      space: 'apps/shop',
      name: 'one',
      value: 'first',
    });
  });
  after(async () => {
    for (const node of nodes) await node.close();
    await proxy.close();
    await cluster.remove();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  test(`revoked on one node, refused on the others at once, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [first, ...others] = [...nodes.slice(round % 3), ...nodes.slice(0, round % 3)];
      assert.ok(first);
      const token = await signIn(first, 'bob');
      const read = (node: OpenServer) => call(node, token, 'GET', '/secrets/one?space=apps/shop');
      for (const node of nodes) assert.equal((await read(node)).status, 200);
      assert.ok((await call(first, token, 'POST', '/logout')).status < 300);
      const after = await Promise.all([...others, ...others].map(read));
      assert.deepEqual(
        after.map(({ status }) => status),
        [401, 401, 401, 401],
      );
    }
  });

  test('connections cut in the middle of commits: what was acknowledged is there, and once', async (t) => {
    let stop = false;
    const acknowledged: string[] = [];
    let refused = 0;
    const writing = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let number = 0; !stop; number += 1) {
        const name = `w${writer}-${number}`;
        const node = nodes[number % 3] as OpenServer;
        const { status } = await call(node, alice, 'POST', '/secrets', {
          space: 'apps/cut',
          name,
          value: name,
        });
        // A name that nobody else writes is never taken: 409 would be a write that was done twice.
        assert.ok([201, 503].includes(status), `${status}`);
        if (status === 201) acknowledged.push(name);
        else refused += 1;
      }
    });
    for (let cut = 1; cut <= CUTS; cut += 1) {
      const enough = cut * WRITES_BETWEEN_CUTS;
      while (acknowledged.length < enough) await setTimeout(5);
      proxy.cut();
    }
    stop = true;
    await Promise.all(writing);
    t.diagnostic(`${acknowledged.length} acknowledged, ${refused} refused with 503`);
    for (const name of acknowledged) {
      const { status, body } = await call(
        nodes[0] as OpenServer,
        alice,
        'GET',
        `/secrets/${name}?space=apps/cut`,
      );
      assert.equal(status, 200, name);
      assert.equal((body as { readonly version: number }).version, 1);
    }
  });

  test('without its database each node says 503 with Retry-After, and serves again when it is back', async () => {
    await cluster.kill();
    for (const node of nodes) {
      const read = await call(node, alice, 'GET', '/secrets/one?space=apps/shop');
      assert.equal(read.status, 503);
      assert.match(read.retryAfter ?? '', /^\d+$/);
      assert.equal((await fetch(`${node.base}/healthz`)).status, 503);
    }
    await cluster.run();
    for (const node of nodes) {
      let status = 0;
      for (let attempt = 0; status !== 200 && attempt < 200; attempt += 1) {
        ({ status } = await call(node, alice, 'GET', '/secrets/one?space=apps/shop'));
        if (status !== 200) await setTimeout(100);
      }
      assert.equal(status, 200);
    }
  });
});
