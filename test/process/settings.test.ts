// What the program refuses before it starts, by name and with status 1, and what it tells of itself.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ServerProcess, call, temporaryFolder } from './server-process.ts';
import type { ServerOptions } from './server-process.ts';

const REFUSED: readonly [string, ServerOptions, RegExp][] = [
  [
    'a bad variable',
    { env: { POLYVAULT_LOG_LEVEL: 'loud' } },
    /POLYVAULT_LOG_LEVEL \(--log-level\) must be one of/,
  ],
  [
    'plain HTTP for everybody',
    { args: ['--host=0.0.0.0'] },
    /Plain HTTP on 0\.0\.0\.0 .*POLYVAULT_ALLOW_PLAIN_HTTP/,
  ],
];

for (const [what, options, message] of REFUSED) {
  test(`${what} is refused, and nothing is made`, async (t) => {
    const folder = temporaryFolder(t);
    const { code, stdout, stderr } = await new ServerProcess(t, folder, options).ended();
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.equal(stderr.trim().split('\n').length, 1, 'one line, no stack trace');
    assert.deepEqual(readdirSync(folder), []);
  });
}

test('plain HTTP beyond loopback is served when it was said on purpose', async (t) => {
  const server = new ServerProcess(t, temporaryFolder(t), {
    args: ['--host=0.0.0.0', '--allow-plain-http=true'],
  });
  const { port } = new URL(await server.listening());
  assert.equal((await call(`http://127.0.0.1:${port}`, 'GET', '/healthz')).status, 200);
});

test('--help tells every setting with its variable, and starts nothing', async (t) => {
  const folder = temporaryFolder(t);
  const { code, stdout, stderr } = await new ServerProcess(t, folder, { args: ['--help'] }).ended();
  assert.equal(code, 0);
  assert.equal(stderr, '');
  for (const text of ['--port', 'POLYVAULT_PORT', '--key-file', 'POLYVAULT_KEY_FILE', '7400']) {
    assert.ok(stdout.includes(text), text);
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('a database file that is none is named in one line', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'file');
  writeFileSync(file, 'x'.repeat(1000));
  const args = [`--database-url=sqlite:${file}`];
  const { code, stdout, stderr } = await new ServerProcess(t, folder, { args }).ended();
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.equal(stderr, `polyvault: The database ${file} cannot be opened: file is not a database.\n`);
});

test('a data folder that cannot be made is named in one line', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const args = [`--data-dir=${join(file, 'below')}`];
  const { code, stderr } = await new ServerProcess(t, folder, { args }).ended();
  assert.equal(code, 1);
  assert.ok(stderr.startsWith('polyvault: ') && stderr.includes(file), stderr);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
});
