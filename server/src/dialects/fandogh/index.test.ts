// Which paths are this dialect's.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ownsPath } from './index.ts';

test('everything below both prefixes except /api/v2', () => {
  for (const path of [
    '/api/',
    '/api/secrets',
    '/api//api/latest-version',
    '/api/nope',
    '/fa/api/x',
    '/fa/api/v2/x',
    '/api/v2x',
    '/api/v20/x',
  ]) {
    assert.equal(ownsPath(path), true, path);
  }
  for (const path of [
    '/',
    '/api',
    '/fa',
    '/fa/api',
    '/apix',
    '/api/v2',
    '/api/v2/',
    '/api/v2/users/me',
    '/pv/v1/me',
    '//api/secrets',
  ]) {
    assert.equal(ownsPath(path), false, path);
  }
});
