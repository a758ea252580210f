import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bearerToken } from './auth.ts';

test('the token stands behind one or more bearer schemes, in any case', () => {
  assert.equal(bearerToken('Bearer abc'), 'abc');
  assert.equal(bearerToken('bearer  abc '), 'abc');
  assert.equal(bearerToken('Bearer Bearer abc'), 'abc');
  assert.equal(bearerToken('BEARER bearer Bearer a+/='), 'a+/=');
});

test('anything else holds no token', () => {
  for (const value of [undefined, '', 'Bearer', 'Bearer ', 'abc', 'Basic abc', 'JWT abc', 'Bearer a b']) {
    assert.equal(bearerToken(value), null, value ?? 'absent');
  }
});

test('a long hostile header is judged in linear time', () => {
  const start = performance.now();
  assert.equal(bearerToken(`${'Bearer '.repeat(2000)}a b`), null);
  assert.equal(bearerToken(`Bearer ${' '.repeat(14_000)}`), null);
  assert.ok(performance.now() - start < 500);
});
