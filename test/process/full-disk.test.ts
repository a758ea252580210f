// A disk that is full, for real: the process may not write files beyond a size. Nothing is changed and no value leaves
// (its audit event cannot be written), and all goes on by itself when there is space again.
import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { test } from 'node:test';

import { ServerProcess, call, signIn, temporaryFolder } from './server-process.ts';
import type { Answer } from './server-process.ts';

const PASSWORD = 'a password for tests';
const LIMIT = 1024 * 1024;
const VALUE = 'the value that must not leave';

/** How often it was answered before it was refused. */
async function untilRefused(run: (attempt: number) => Promise<Answer>): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const { status, json } = await run(attempt);
    if (status === 503) {
      assert.equal((json as { error: { code: string } }).error.code, 'unavailable');
      assert.ok(!JSON.stringify(json).includes(VALUE));
      return attempt;
    }
    assert.ok([200, 201, 401].includes(status), `status ${status}`);
  }
  throw new Error('the limit was never met');
}

test('a full disk: refused and closed, then healed without a restart', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, 'bootstrap.json'),
    JSON.stringify({ users: [{ username: 'alice', password: PASSWORD, admin: true }] }),
  );
  const server = new ServerProcess(t, folder, { args: ['--bootstrap=bootstrap.json'], largestFile: LIMIT });
  const base = await server.listening();
  const { token } = await signIn(base, 'alice', PASSWORD);
  const get = (path: string) => call(base, 'GET', path, { token });
  const write = (name: string, value: string) =>
    call(base, 'PUT', `/pv/v1/secrets/${name}?space=apps`, { token, body: { value } });
  const read = () => get('/pv/v1/secrets/one?space=apps');
  assert.equal((await write('one', VALUE)).status, 201);

  const written = await untilRefused((attempt) => write(`big${attempt}`, 'x'.repeat(100_000)));
  assert.ok(written > 0);
  const served = await untilRefused(read);
  const small = await untilRefused((attempt) => write(`small${attempt}`, 'x'));
  for (const path of ['/pv/v1/secrets?space=apps', '/pv/v1/audit', '/pv/v1/me', '/pv/v1/spaces']) {
    await untilRefused(() => get(path));
  }
  await untilRefused(async () =>
    call(base, 'POST', '/pv/v1/login', { body: { username: 'x', password: 'y' } }),
  );
  const database = join(folder, '.polyvault', 'polyvault.db');
  assert.ok(statSync(`${database}-wal`).size > LIMIT / 2, 'it was the disk that was full');

  const operator = new DatabaseSync(database, { timeout: 5000 });
  operator.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  operator.close();
  const after = await read();
  assert.equal(after.status, 200);
  assert.equal((after.json as { fields: { value: string } }).fields.value, VALUE);
  assert.equal((await write('one', 'another value')).status, 200);
  const list = await get('/pv/v1/secrets?space=apps&limit=500');
  assert.equal((list.json as { items: unknown[] }).items.length, written + small + 1);
  const log = await get('/pv/v1/audit?after=0&limit=1000');
  const { items } = log.json as { items: { seq: number; operation: string; outcome: string }[] };
  assert.ok(items.every(({ seq }, index) => seq === index + 1));
  const done = items.filter(({ outcome }) => outcome === 'ok').map(({ operation }) => operation);
  assert.equal(done.filter((operation) => operation === 'secret.put').length, written + small + 2);
  assert.equal(done.filter((operation) => operation === 'secret.read').length, served + 1);
  assert.equal((await server.end('SIGTERM')).code, 0);
});
