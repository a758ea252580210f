import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../core/index.ts';
import { parseLogin, toLoginResponse } from './login.ts';

const DEVICE = '4c07bc67-57ea-42dd-b702-c2d6c45419fc';
const LOGIN = { providerName: 'local', deviceId: DEVICE, username: 'alice', password: 'x' };

function problems(body: unknown): string[] {
  try {
    parseLogin(body);
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid-input');
    return (error.details.issues ?? []).map(({ path, message }) => `${path} ${message}`);
  }
  return [];
}

test('a login names provider, device, user and password', () => {
  assert.deepEqual(parseLogin(LOGIN), { username: 'alice', password: 'x', deviceId: DEVICE });
  assert.deepEqual(problems({ ...LOGIN, samlResponse: null, idToken: '', accessToken: 'x' }), []);
});

test('machineId stands in for deviceId', () => {
  const { deviceId, ...rest } = LOGIN;
  assert.equal(parseLogin({ ...rest, machineId: deviceId }).deviceId, DEVICE);
});

test('every problem is told at once', () => {
  assert.deepEqual(problems({}), [
    'providerName may not be null',
    'deviceId may not be null',
    'username may not be null',
    'password may not be null',
  ]);
  assert.deepEqual(problems({ providerName: '', deviceId: '', username: '', password: '' }), [
    'providerName may not be empty',
    'deviceId may not be empty',
    'username may not be empty',
    'password may not be empty',
  ]);
  assert.deepEqual(problems({ ...LOGIN, deviceId: 'x', providerName: 'ldap' }), [
    'providerName is not the name of an identity provider',
    'deviceId must be a valid UUID',
  ]);
});

test('wrong structure is one problem without a path', () => {
  assert.deepEqual(problems({ ...LOGIN, user: 'x' }), [' Unrecognized field "user"']);
  assert.deepEqual(problems({ ...LOGIN, password: 1 }), [' Field "password" must be a string']);
});

test('a token without an end is shown with one that clients can parse', () => {
  const signedIn = { name: 'alice', canAccessAuditLogs: false, privileges: [], token: 't', expiresAt: null };
  assert.equal(toLoginResponse(signedIn).expires, '9999-12-31T00:00:00.000000Z');
});
