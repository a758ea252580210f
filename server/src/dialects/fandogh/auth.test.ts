// Which Authorization headers carry a token of this dialect.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tokenOf } from './auth.ts';

test('only the scheme JWT with one space carries a token', () => {
  assert.equal(tokenOf('JWT abc.def'), 'abc.def');
  assert.equal(tokenOf('jwt abc'), 'abc');
  for (const header of [
    undefined,
    '',
    'JWT',
    'JWT ',
    'JWT  abc',
    'JWT a b',
    'Bearer abc',
    'abc',
    ' JWT abc',
  ]) {
    assert.equal(tokenOf(header), null, String(header));
  }
});
