// Proves which Authorization headers carry a token.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bearerToken } from './auth.ts';

test('the token of a bearer header, whatever the case of the scheme', () => {
  assert.equal(bearerToken('Bearer abc'), 'abc');
  assert.equal(bearerToken('bearer abc'), 'abc');
  assert.equal(bearerToken('BEARER   abc'), 'abc');
});

test('what follows the scheme is kept whole, for core to judge', () => {
  assert.equal(bearerToken('Bearer a b'), 'a b');
  assert.equal(bearerToken('Bearer a, Bearer b'), 'a, Bearer b');
});

test('no token without a header, without a text, or in another scheme', () => {
  for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Bearerabc', 'Basic abc', 'JWT abc', 'abc']) {
    assert.equal(bearerToken(header), null, String(header));
  }
});
