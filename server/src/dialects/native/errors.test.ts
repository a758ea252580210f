// Proves that each error code has its status and headers, and that a body shows what it may and no more.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError, ERROR_CODES } from '../../core/index.ts';
import { headersOf, STATUS, toWireError } from './errors.ts';

test('each code has a status of 4xx or 5xx', () => {
  assert.deepEqual(Object.keys(STATUS).sort(), [...ERROR_CODES].sort());
  for (const code of ERROR_CODES) assert.ok(STATUS[code] >= 400 && STATUS[code] < 600, code);
});

test('a body holds code, message, details and request id, and never the cause', () => {
  const error = new AppError('version-mismatch', 'The version is not the expected one.', {
    details: { currentVersion: 4 },
    cause: new Error('for the log only'),
  });
  assert.deepEqual(toWireError(error, 'req-1'), {
    error: {
      code: 'version-mismatch',
      message: 'The version is not the expected one.',
      details: { currentVersion: 4 },
      requestId: 'req-1',
    },
  });
});

test('a body without details has no member for them', () => {
  assert.deepEqual(toWireError(new AppError('internal', 'x'), 'req-2'), {
    error: { code: 'internal', message: 'x', requestId: 'req-2' },
  });
});

test('a challenge names the error only when a token came along', () => {
  const challenge = (reason: string) =>
    headersOf(new AppError('unauthenticated', 'x', { details: { reason } }))['www-authenticate'];
  assert.equal(challenge('missing'), 'Bearer realm="polyvault"');
  assert.equal(challenge('credentials'), 'Bearer realm="polyvault"');
  for (const reason of ['malformed', 'unknown', 'revoked', 'expired', 'disabled']) {
    assert.equal(challenge(reason), 'Bearer realm="polyvault", error="invalid_token"', reason);
  }
});

test('Allow and Retry-After come from the details', () => {
  const notAllowed = new AppError('method-not-allowed', 'x', { details: { allowedMethods: ['GET', 'PUT'] } });
  assert.deepEqual(headersOf(notAllowed), { allow: 'GET, PUT' });
  const limited = new AppError('rate-limited', 'x', { details: { retryAfterSeconds: 30 } });
  assert.deepEqual(headersOf(limited), { 'retry-after': '30' });
  assert.deepEqual(headersOf(new AppError('unavailable', 'x')), { 'retry-after': '1' });
  assert.deepEqual(headersOf(new AppError('conflict', 'x')), {});
});
