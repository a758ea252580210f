// A store that nothing at hand opens: the server listens sealed, every dialect says so in its shape, shares and passphrases
// open it at the same address, and an administrator seals it again.
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { call, ServerProcess, signIn, temporaryFolder } from './server-process.ts';

const NEXT = 'seven small bridges';
const PASSPHRASE = 'a passphrase of many words';

/** The address of a server that may be sealed. */
async function addressOf(server: ServerProcess): Promise<string> {
  for (;;) {
    const found = /^Polyvault \S+ at (http:\S+)$/m.exec(server.stdout)?.[1];
    if (found !== undefined && server.stdout.includes('seal  ')) return found;
    assert.equal(server.child.exitCode, null, server.stderr);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Until the server answers its health with this status. */
async function healthy(base: string, status: number): Promise<void> {
  for (;;) {
    const answer = await call(base, 'GET', '/healthz').catch(() => null);
    if (answer?.status === status) {
      assert.equal((answer.json as { sealed: boolean }).sealed, status === 503);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface Prepared {
  readonly folder: string;
  readonly shares: readonly string[];
}

/** A store with one secret, slots of shares and of a passphrase beside the key file, which is then taken away. */
async function prepared(t: TestContext): Promise<Prepared> {
  const folder = temporaryFolder(t);
  const server = new ServerProcess(t, folder);
  const base = await server.listening();
  const first = await signIn(base, 'admin', await server.oneTimePassword());
  const password = { current: await server.oneTimePassword(), next: NEXT };
  await call(base, 'POST', '/pv/v1/me/password', { token: first.token, body: password });
  const { token } = await signIn(base, 'admin', NEXT);
  assert.notEqual(token, '');
  const secret = { space: 'apps', name: 'one', value: 'kept' };
  assert.equal((await call(base, 'POST', '/pv/v1/secrets', { token, body: secret })).status, 201);
  const add = async (body: unknown) => {
    const { status, json } = await call(base, 'POST', '/pv/v1/seal/slots', { token, body });
    assert.equal(status, 201);
    return json as { readonly shares: readonly string[] };
  };
  const { shares } = await add({ kind: 'shares', count: 3, threshold: 2 });
  await add({ kind: 'passphrase', passphrase: PASSPHRASE });
  await server.end('SIGTERM');
  renameSync(join(folder, '.polyvault', 'root.key'), join(folder, 'kept.key'));
  return { folder, shares };
}

test('sealed, opened with shares, sealed by an administrator, opened with a passphrase', async (t) => {
  const { folder, shares } = await prepared(t);
  const [one = '', two = '', three = ''] = shares;
  const server = new ServerProcess(t, folder);
  const base = await addressOf(server);
  assert.match(server.stdout, /SEALED/);
  await healthy(base, 503);

  const shapes: readonly [string, string, (json: never) => unknown][] = [
    ['GET', '/pv/v1/secrets?space=apps', ({ error }: { error: { code: string } }) => error.code],
    ['GET', '/admin/secrets', ({ id }: { id: string }) => id],
    ['GET', '/api/secrets', ({ message }: { message: string }) => typeof message],
    ['GET', '/api/v2/users/me', ({ message }: { message: string }) => typeof message],
  ];
  for (const [method, path, mark] of shapes) {
    const { status, json } = await call(base, method, path, { token: 'any' });
    assert.equal(status, 503, path);
    assert.match(String(mark(json as never)), /sealed|string|unavailable/, path);
  }

  const state = await call(base, 'GET', '/pv/v1/seal');
  const { sealed, slots } = state.json as { sealed: boolean; slots: { kind: string }[] };
  assert.ok(sealed);
  assert.deepEqual(slots.map(({ kind }) => kind).sort(), ['key-file', 'passphrase', 'shares']);
  const unseal = async (body: object) => call(base, 'POST', '/pv/v1/seal/unseal', { body });
  const given = await unseal({ kind: 'shares', shares: [one] });
  assert.equal(given.status, 202);
  const { ceremony, needed } = given.json as { ceremony: string; needed: number };
  assert.equal(needed, 2);
  const bad = await unseal({
    kind: 'shares',
    ceremony,
    shares: [`${two.slice(0, -2)}${two.endsWith('A=') ? 'E=' : 'A='}`],
  });
  assert.equal(bad.status, 400);
  assert.match(JSON.stringify(bad.json), /Share 2 is damaged|not a whole share/);
  const twice = await unseal({ kind: 'shares', ceremony, shares: [one] });
  assert.equal(twice.status, 400);
  // Somebody else begins his own and ends nothing of theirs.
  assert.equal((await unseal({ kind: 'shares', shares: [three] })).status, 202);
  const other = await unseal({ kind: 'shares', ceremony: crypto.randomUUID(), shares: [two] });
  assert.equal(other.status, 404);
  const done = await unseal({ kind: 'shares', ceremony, shares: [two] });
  assert.deepEqual([done.status, done.json], [200, { sealed: false }]);
  await healthy(base, 200);

  const { token } = await signIn(base, 'admin', NEXT);
  const read = await call(base, 'GET', '/pv/v1/secrets/one?space=apps', { token });
  assert.equal((read.json as { fields: { value: string } }).fields.value, 'kept');
  const log = await call(base, 'GET', '/pv/v1/audit?operation=seal.unseal&limit=100', { token });
  const outcomes = (log.json as { items: { outcome: string }[] }).items.map(({ outcome }) => outcome);
  assert.deepEqual(outcomes.sort(), ['denied', 'denied', 'denied', 'ok', 'ok', 'ok']);

  assert.equal((await call(base, 'POST', '/pv/v1/seal/seal', { token })).status, 204);
  await healthy(base, 503);
  assert.equal((await call(base, 'GET', '/pv/v1/me', { token })).status, 503);
  const wrong = await unseal({ kind: 'passphrase', passphrase: `${PASSPHRASE}!` });
  assert.equal(wrong.status, 401);
  assert.equal((await unseal({ kind: 'passphrase', passphrase: PASSPHRASE })).status, 200);
  await healthy(base, 200);
  assert.equal((await call(base, 'GET', '/pv/v1/me', { token })).status, 200);
  const ended = await server.end('SIGTERM');
  assert.equal(ended.code, 0);
  for (const text of [...shares, PASSPHRASE]) assert.ok(!(ended.stdout + ended.stderr).includes(text));
});

test('wrong attempts of an address are limited, and the limit says when to come back', async (t) => {
  const { folder } = await prepared(t);
  const server = new ServerProcess(t, folder);
  const base = await addressOf(server);
  const statuses: number[] = [];
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    const body = { kind: 'shares', shares: ['not a share'] };
    statuses.push((await call(base, 'POST', '/pv/v1/seal/unseal', { body })).status);
  }
  assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 400), 429, 429]);
});
