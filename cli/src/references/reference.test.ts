// References: what is one, what its parts are, and what is refused without quoting it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CommandError } from '../failure.ts';
import { isReference, parseReference } from './reference.ts';

test('the parts of a reference', () => {
  const parse = (text: string) => {
    const { space, name, field, version } = parseReference(text, 'It');
    return [space, name, field, version];
  };
  assert.deepEqual(parse('pv://apps/shop/DB_URL'), ['apps/shop', 'DB_URL', null, null]);
  assert.deepEqual(parse('pv://apps/shop/DB#password'), ['apps/shop', 'DB', 'password', null]);
  assert.deepEqual(parse('pv://a/b?version=3#f%23'), ['a', 'b', 'f#', 3]);
  assert.deepEqual(parse('pv://a/b%2Fc%3F'), ['a', 'b/c?', null, null]);
});

test('what is refused', () => {
  for (const text of [
    'pv://',
    'pv://a',
    'pv:///a',
    'pv://a/',
    'pv://a/b?x',
    'pv://a/b#',
    'pv://a/%zz',
    'pv://a/b?version=0',
  ]) {
    assert.ok(isReference(text));
    assert.throws(
      () => parseReference(text, 'The variable X'),
      (error) => error instanceof CommandError && error.message === 'The variable X is not a reference.',
      text,
    );
  }
  assert.ok(!isReference('postgres://a/b'));
});
