// A sign-in in two steps with the user's own authenticator app, over a real socket (appgate.md 1.4, MFA).
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Clock } from '../../base/clock.ts';
import { startServer } from '../../../../test/support/server.ts';
import { totpCode } from '../../../../test/support/totp-code.ts';

const PASSWORD = 'correct horse battery';
const CREDENTIALS = {
  providerName: 'local',
  deviceId: '4c07bc67-57ea-42dd-b702-c2d6c45419fc',
  username: 'alice',
  password: PASSWORD,
};

interface Body {
  readonly token: string;
  readonly secret: string;
  readonly id: string;
  readonly failureType: string;
  readonly otpRequired: boolean;
  readonly type: string;
  readonly user: {
    readonly name: string;
    readonly needTwoFactorAuth: boolean;
    readonly privileges: unknown[];
  };
}

test('a code of the second factor turns a partial token into a full one, once', async (t) => {
  let now = Date.now();
  const clock: Clock = { now: () => now };
  const bootstrap = { users: [{ username: 'alice', password: PASSWORD, admin: true }] };
  const server = await startServer({ bootstrap, clock });
  t.after(() => server.close());
  const call = async (status: number, method: string, path: string, token?: string, body?: unknown) => {
    const response = await fetch(server.base + path, {
      method,
      headers: {
        accept: 'application/vnd.appgate.peer-v23+json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.equal(response.status, status, `${method} ${path}`);
    return (await response.json()) as Body;
  };

  const first = await call(200, 'POST', '/pv/v1/login', undefined, { username: 'alice', password: PASSWORD });
  const { secret } = await call(201, 'POST', '/pv/v1/me/second-factor', first.token, { password: PASSWORD });
  await call(200, 'POST', '/pv/v1/me/second-factor/confirm', first.token, { code: totpCode(secret, now) });
  now += 60_000;

  const simple = await call(401, 'POST', '/admin/login', undefined, CREDENTIALS);
  assert.equal(simple.failureType, 'Mfa');
  const wrong = await call(401, 'POST', '/admin/login', undefined, {
    ...CREDENTIALS,
    password: 'another one',
  });
  assert.equal(wrong.failureType, 'Login', 'who does not know the password learns of no second factor');

  const partial = await call(200, 'POST', '/admin/authentication', undefined, CREDENTIALS);
  const { name, needTwoFactorAuth, privileges } = partial.user;
  assert.deepEqual([name, needTwoFactorAuth, privileges], ['alice', true, []]);
  await call(401, 'GET', '/admin/secrets', partial.token);
  const due = await call(412, 'GET', '/admin/authorization', partial.token);
  assert.deepEqual([due.id, due.otpRequired], ['precondition failed', true]);

  const otp = '/admin/authentication/otp';
  assert.equal((await call(200, 'POST', `${otp}/initialize`, partial.token, {})).type, 'AlreadySeeded');
  const code = totpCode(secret, now);
  const other = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  assert.equal((await call(401, 'POST', otp, partial.token, { otp: other })).failureType, 'Mfa');
  await call(422, 'POST', otp, partial.token, {});
  const full = await call(200, 'POST', otp, partial.token, { otp: code });
  assert.equal(full.user.needTwoFactorAuth, false);
  await call(200, 'GET', '/admin/authorization', full.token);
  await call(200, 'GET', '/admin/secrets', full.token);

  await call(401, 'POST', otp, partial.token, { otp: code });
  const again = await call(200, 'POST', '/admin/authentication', undefined, CREDENTIALS);
  assert.equal((await call(401, 'POST', otp, again.token, { otp: code })).failureType, 'Mfa', 'used already');
  await call(400, 'POST', otp, full.token, { otp: code });
});
