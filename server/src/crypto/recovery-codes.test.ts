// Proves that a recovery code is one code however it is typed, and that another text is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newRecoveryCode, recoveryCodeHash } from './recovery-codes.ts';
import { sameText } from './same-text.ts';

test('all spellings of a code are one', () => {
  const code = newRecoveryCode();
  assert.match(code, /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  const hash = recoveryCodeHash(code);
  assert.ok(hash !== null);
  for (const typed of [
    code.toUpperCase(),
    code.replaceAll('-', ''),
    ` ${code.replaceAll('-', ' ')}\n`,
    code.replaceAll('-', '\u2013'),
  ]) {
    assert.equal(recoveryCodeHash(typed), hash, typed);
  }
  assert.notEqual(recoveryCodeHash(newRecoveryCode()), hash);
});

test('what cannot be a code has no hash', () => {
  for (const typed of [
    '',
    '123456',
    'aaaa-aaaa-aaaa-aaa',
    'aaaa-aaaa-aaaa-aaaaa',
    'oooo-oooo-oooo-oooo',
    'x'.repeat(5000),
  ]) {
    assert.equal(recoveryCodeHash(typed), null, typed.slice(0, 20));
  }
});

test('sameText compares whole texts', () => {
  assert.equal(sameText('one', 'one'), true);
  for (const sent of ['', 'on', 'one ', 'One']) assert.equal(sameText('one', sent), false, sent);
});
