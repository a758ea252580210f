// SECURITY-DESIGN 6, row 22 (old accounts stayed on a weak key derivation): a login makes a weaker hash anew, and hashes
// out of all bounds are refused before any work is done on them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { hash } from '@node-rs/argon2';

import { signNext } from '../../server/src/core/keys/signed-rows.ts';
import { openCore, TEST_ORIGIN, TEST_PASSWORD } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

let opened: TestCore;
before(async () => {
  opened = await openCore();
  await opened.signIn('alice');
});
after(() => opened.close());

const storedHash = async () =>
  (await opened.store.find('users', { username_key: 'alice' }))?.password_hash ?? '';

/** Puts a hash in as an older version of the server would have written it, with its MAC. */
async function store(passwordHash: string): Promise<void> {
  const row = await opened.store.find('users', { username_key: 'alice' });
  assert.ok(row !== undefined);
  const next = signNext(opened.keyring, 'users', row, { password_hash: passwordHash });
  await opened.store.commit([{ op: 'update', table: 'users', row: next }], []);
}

const login = (password = TEST_PASSWORD) =>
  opened.core.login(TEST_ORIGIN, { identifier: { username: 'alice' }, password });

test('a weaker hash is made anew at the next login, and only at one that succeeds', async () => {
  const weak = await hash(TEST_PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  await store(weak);
  await assert.rejects(login('not the password'), { code: 'unauthenticated' });
  assert.equal(await storedHash(), weak);
  await login();
  const strong = await storedHash();
  assert.match(strong, /^\$argon2id\$v=19\$m=32768,t=3,p=1\$/);
  await login();
  assert.equal(await storedHash(), strong);
});

test('a hash whose parameters are out of all bounds is named and not computed', async () => {
  const tail = (await storedHash()).split('$').slice(4).join('$');
  for (const parameters of [
    'm=8,t=1,p=1',
    'm=4294967295,t=3,p=1',
    'm=32768,t=4294967295,p=1',
    'm=32768,t=3,p=255',
  ]) {
    await store(`$argon2id$v=19$${parameters}$${tail}`);
    await assert.rejects(login(), { code: 'integrity-failed' }, parameters);
  }
  for (const other of [
    '',
    'plain text',
    `$argon2i$v=19$m=32768,t=3,p=1$${tail}`,
    `$argon2id$v=16$m=32768,t=3,p=1$${tail}`,
  ]) {
    await store(other);
    await assert.rejects(login(), { code: 'integrity-failed' }, other);
  }
});
