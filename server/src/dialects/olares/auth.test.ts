// The cookie of the direct surface: found by its whole name, the first one counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cookieValue } from './auth.ts';

test('a cookie is found by its whole name', () => {
  assert.equal(cookieValue('a=1; auth_token=tok=; b=2', 'auth_token'), 'tok=');
  assert.equal(cookieValue('auth_token="tok"', 'auth_token'), 'tok');
  assert.equal(cookieValue('auth_token=one; auth_token=two', 'auth_token'), 'one');
  for (const cookies of ['', 'auth_token', 'auth_token=', 'xauth_token=tok', 'auth_token2=tok', '=tok']) {
    assert.equal(cookieValue(cookies, 'auth_token'), null, cookies);
  }
});
