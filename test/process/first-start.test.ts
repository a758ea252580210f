// What an operator meets: the first start and the ones after, what is printed once, and who may read the files.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { ONE_TIME_PASSWORD, ServerProcess, call, signIn, temporaryFolder } from './server-process.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('first start, second start, kill -9 and restart', async (t) => {
  const folder = temporaryFolder(t);
  const data = join(folder, '.polyvault');
  const first = new ServerProcess(t, folder);
  const base = await first.listening();
  const password = await first.oneTimePassword();
  await t.test('it says where it listens, where its data is and how it is sealed', () => {
    assert.match(first.stdout, new RegExp(`^  data      ${data}$`, 'm'));
    assert.match(first.stdout, new RegExp(`^  database  ${join(data, 'polyvault.db')}$`, 'm'));
    assert.match(
      first.stdout,
      new RegExp(`^  seal      key file ${join(data, 'root.key')} \\(key [0-9a-f]{16}\\)`, 'm'),
    );
    assert.match(base, /^http:\/\/127\.0\.0\.1:\d+$/);
  });
  await t.test('folder, key file and database are their owner’s alone', () => {
    assert.equal(mode(data), '700');
    assert.equal(mode(join(data, 'root.key')), '400');
    for (const name of readdirSync(data).filter((file) => file !== 'root.key')) {
      assert.equal(mode(join(data, name)), '600', name);
    }
  });
  await t.test('health tells the state and the version', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const { status, json } = await call(base, 'GET', path);
      assert.equal(status, 200);
      const { version, ...rest } = json as { readonly version: string };
      assert.deepEqual(rest, { status: 'ok', sealed: false });
      assert.match(version, /^\d+\.\d+\.\d+/);
      assert.ok(first.stdout.startsWith(`Polyvault ${version} at ${base}\n`));
    }
  });
  const admin = await signIn(base, 'admin', password);
  await t.test('the one-time password is printed once, and works', () => {
    assert.equal(first.stdout.split(password).length, 2);
    assert.ok(password.length >= 16);
    assert.equal(admin.status, 200);
    assert.ok(!first.stderr.includes(password));
  });
  const write = await call(base, 'POST', '/pv/v1/secrets', {
    token: admin.token,
    body: { space: 'apps', name: 'KEPT', value: 'the value that is kept' },
  });
  assert.equal(write.status, 201);
  assert.equal((await first.end('SIGKILL')).signal, 'SIGKILL');

  const second = new ServerProcess(t, folder);
  const secondBase = await second.listening();
  await t.test('after kill -9 the data is there, and the token still good', async () => {
    const read = await call(secondBase, 'GET', '/pv/v1/secrets/KEPT?space=apps', { token: admin.token });
    assert.equal(read.status, 200);
    assert.deepEqual((read.json as { fields: object }).fields, { value: 'the value that is kept' });
    assert.equal((await signIn(secondBase, 'admin', password)).status, 200);
  });
  await t.test('a second server on the same data is refused, and the first goes on', async () => {
    const other = await new ServerProcess(t, folder).ended();
    assert.equal(other.code, 1);
    assert.equal(other.stdout, '');
    assert.match(other.stderr, /^polyvault: Another Polyvault server uses .*polyvault\.db\. Stop it first/);
    assert.equal((await call(secondBase, 'GET', '/healthz')).status, 200);
  });
  await t.test('neither a value, a token nor a password is in what it printed', async () => {
    const { code, stdout, stderr } = await second.end('SIGTERM');
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, ONE_TIME_PASSWORD);
    for (const text of ['the value that is kept', admin.token, password]) {
      assert.ok(!(stdout + stderr).includes(text));
      assert.ok(!first.stderr.includes(text));
    }
    assert.ok(!first.stdout.includes(admin.token));
  });
});

test('a port in use is named, and no administrator is made whose password nobody has seen', async (t) => {
  const folder = temporaryFolder(t);
  const other = createServer().listen(0, '127.0.0.1');
  t.after(() => other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, stdout, stderr } = await new ServerProcess(t, folder, { args: [`--port=${port}`] }).ended();
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`polyvault: .*EADDRINUSE.*${port}`));
  assert.ok(!stderr.includes('    at '), 'no stack trace');
  if (ONE_TIME_PASSWORD.test(stdout)) return;
  const db = new DatabaseSync(join(folder, '.polyvault', 'polyvault.db'), { readOnly: true });
  const { count } = db.prepare('SELECT count(*) AS count FROM users').get() ?? {};
  db.close();
  assert.equal(count, 0);
});
