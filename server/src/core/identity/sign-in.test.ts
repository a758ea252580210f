// Proves what a sign-in gives and takes: second factors whose codes work once, deferred logins that are nobody until
// they are complete, sessions that end, and an administrator who is always left.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { TEST_ORIGIN, TEST_PASSWORD, openCore } from '../../../../test/support/core.ts';
import type { TestCore } from '../../../../test/support/core.ts';
import { totpCode } from '../../../../test/support/totp-code.ts';
import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { guardsOf } from './guessing/guards.ts';

let ahead = 0;
let opened: TestCore;
let administrator: Caller;
const now = () => Date.now() + ahead;

before(async () => {
  opened = await openCore({ now });
  administrator = await opened.signIn('root', { admin: true });
});
after(() => opened.close());

async function outcome(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error.details.reason ?? error.code;
  }
}

const login = (username: string, more: { readonly totp?: string; readonly password?: string } = {}) =>
  opened.core.login(TEST_ORIGIN, { identifier: { username }, password: TEST_PASSWORD, ...more });
const authenticate = (token: string) => opened.core.authenticate(TEST_ORIGIN, token);

describe('a second factor', () => {
  let name = '';
  let count = 0;
  let secret = '';
  let recovery: readonly string[] = [];
  let caller: Caller;
  const code = (steps = 0) => totpCode(secret, now() + steps * 30_000);

  beforeEach(async () => {
    count += 1;
    name = `alice${count}`;
    caller = await opened.signIn(name);
    secret = (await opened.core.enrolSecondFactor(caller, { password: TEST_PASSWORD })).secret.reveal();
    const codes = await opened.core.confirmSecondFactor(caller, { code: code() });
    recovery = codes.map((one) => one.reveal());
    ahead += 30_000;
  });

  test('is asked for, and judged only behind the right password', async () => {
    assert.equal(await outcome(() => login(name)), 'totp-required');
    assert.equal(await outcome(() => login(name, { totp: '' })), 'totp-required');
    assert.equal(await outcome(() => login(name, { totp: '000000' })), 'totp');
    assert.equal(
      await outcome(() => login(name, { totp: code(), password: 'wrong password' })),
      'credentials',
    );
    assert.equal(await outcome(() => login(name, { totp: code() })), 'ok');
  });

  test('takes a code once, however it is spelled, and none from before', async () => {
    const first = code();
    assert.equal(await outcome(() => login(name, { totp: first })), 'ok');
    const wide = Array.from(first, (digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    const arabic = Array.from(first, (digit) => String.fromCodePoint(0x660 + Number(digit))).join('');
    for (const again of [
      first,
      ` ${first}`,
      first.split('').join(' '),
      `${first}\n`,
      wide,
      arabic,
      `+${first}`,
    ]) {
      assert.equal(await outcome(() => login(name, { totp: again })), 'totp', JSON.stringify(again));
      forgive();
    }
    assert.equal(await outcome(() => login(name, { totp: code(-1) })), 'totp');
    ahead += 30_000;
    assert.equal(await outcome(() => login(name, { totp: ` ${code().replace(/...$/, ' $&')}\u00a0` })), 'ok');
  });

  test('takes one of two logins that come with the same code at once', async () => {
    const totp = code();
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => outcome(() => login(name, { totp }))));
    assert.deepEqual(outcomes.sort(), ['ok', 'totp', 'totp', 'totp']);
  });

  test('counts its wrong codes with the wrong passwords', async () => {
    for (let failure = 0; failure < 5; failure += 1) {
      assert.equal(await outcome(() => login(name, { totp: '000000' })), 'totp');
    }
    assert.equal(await outcome(() => login(name, { totp: code() })), 'too-many-failures');
  });

  test('has recovery codes, each of which works once', async () => {
    assert.equal(recovery.length, 10);
    assert.equal(new Set(recovery).size, 10);
    const [first = '', second = ''] = recovery;
    assert.equal(await outcome(() => login(name, { totp: first.toUpperCase() })), 'ok');
    assert.equal(await outcome(() => login(name, { totp: first.replaceAll('-', ' ') })), 'totp');
    assert.equal(await outcome(() => login(name, { totp: second })), 'ok');
    assert.equal((await opened.core.describeSecondFactor(caller)).recoveryCodesLeft, 8);
  });

  test('is enrolled and ended with the password, ended with a code as well', async () => {
    const end = (more: { readonly totp?: string; readonly password?: string }) => () =>
      opened.core.disableSecondFactor(caller, { password: TEST_PASSWORD, ...more });
    assert.equal(
      await outcome(() => opened.core.enrolSecondFactor(caller, { password: 'wrong password' })),
      'credentials',
    );
    assert.equal(
      await outcome(() => opened.core.enrolSecondFactor(caller, { password: TEST_PASSWORD })),
      'conflict',
    );
    assert.equal(await outcome(end({})), 'totp-required');
    assert.equal(await outcome(end({ totp: '000000' })), 'totp');
    assert.equal(await outcome(end({ totp: code(), password: 'wrong password' })), 'credentials');
    assert.equal(await outcome(end({ totp: code() })), 'ok');
    assert.equal(await outcome(() => login(name)), 'ok');
  });

  test('is taken away by an administrator alone', async () => {
    const other = await opened.signIn('otto');
    const reset = (by: Caller) => () => opened.core.resetSecondFactor(by, { user: { username: name } });
    assert.equal(await outcome(reset(other)), 'forbidden');
    assert.equal(await outcome(reset(administrator)), 'ok');
    assert.equal(await outcome(() => login(name)), 'ok');
  });

  test('is not in force before it is confirmed', async () => {
    const fresh = await opened.signIn(`fresh${count}`);
    await opened.core.enrolSecondFactor(fresh, { password: TEST_PASSWORD });
    assert.equal(await outcome(() => opened.core.confirmSecondFactor(fresh, { code: '000000' })), 'totp');
    assert.equal(await outcome(() => login(`fresh${count}`)), 'ok');
  });

  test('a deferred login is nobody until it is complete', async () => {
    const begin = () =>
      opened.core.login(TEST_ORIGIN, {
        identifier: { username: name },
        password: TEST_PASSWORD,
        secondFactor: 'defer',
      });
    const partial = await begin();
    assert.equal(partial.summary.kind, 'partial');
    const token = partial.token.reveal();
    assert.equal(await outcome(() => authenticate(token)), 'totp-required');
    const complete =
      (totp: string, text = token) =>
      () =>
        opened.core.completeLogin(TEST_ORIGIN, { token: text, totp });
    assert.equal(await outcome(complete('000000')), 'totp');
    assert.equal(
      await outcome(complete(code(), (await login(name, { totp: recovery[0] ?? '' })).token.reveal())),
      'unknown',
    );
    const session = await opened.core.completeLogin(TEST_ORIGIN, { token, totp: code() });
    assert.equal((await authenticate(session.token.reveal())).principal.name, name);
    assert.equal(await outcome(() => authenticate(token)), 'revoked');
    assert.equal(await outcome(complete(code(1))), 'revoked');
    const late = await begin();
    ahead += 5 * 60_000;
    assert.equal(await outcome(complete(code(), late.token.reveal())), 'expired');
  });

  /** Forgets the failures so far, so that no delay hides why a code is refused. */
  function forgive(): void {
    guardsOf(opened).failures.clear(`user:${caller.principal.id}`);
  }
});

describe('sessions', () => {
  test('end when the password changes, but for the one that changes it; other tokens stay', async () => {
    const caller = await opened.signIn('bob');
    const other = (await login('bob')).token.reveal();
    const api = await opened.core.createToken(caller, { name: 'ci', lifetimeSeconds: 600 });
    await opened.core.changePassword(caller, { current: TEST_PASSWORD, next: 'another password' });
    assert.equal(await outcome(() => authenticate(other)), 'revoked');
    assert.equal(await outcome(() => authenticate(api.token.reveal())), 'ok');
    assert.equal(await outcome(() => opened.core.whoAmI(caller)), 'ok');
    const kinds = (await opened.core.listTokens(caller)).map(({ kind }) => kind);
    assert.deepEqual(kinds.sort(), ['api', 'session']);
  });

  test('are listed and ended by an administrator', async () => {
    await opened.signIn('carol');
    const token = (await login('carol')).token.reveal();
    const other = await opened.signIn('otto');
    const list = (by: Caller) => opened.core.listUserTokens(by, { user: { username: 'carol' } });
    assert.equal(await outcome(() => list(other)), 'forbidden');
    for (const { id } of await list(administrator)) await opened.core.revokeToken(administrator, { id });
    assert.equal(await outcome(() => authenticate(token)), 'revoked');
    assert.deepEqual(await list(administrator), []);
  });

  test('end with a one-time password, which is marked as one', async () => {
    await opened.signIn('dave');
    const token = (await login('dave')).token.reveal();
    const user = await opened.core.setUserPassword(administrator, {
      user: { username: 'dave' },
      password: 'for one time only',
    });
    assert.equal(user.mustChangePassword, true);
    assert.equal(await outcome(() => authenticate(token)), 'revoked');
    assert.equal(await outcome(() => login('dave')), 'credentials');
    assert.equal(await outcome(() => login('dave', { password: 'for one time only' })), 'ok');
  });
});

describe('the last administrator', () => {
  test('cannot be unmade or disabled, not even by two who do it to each other at once', async () => {
    const unmake = (by: Caller, username: string) => () =>
      opened.core.setUserAdmin(by, { user: { username }, admin: false });
    assert.equal(await outcome(unmake(administrator, 'root')), 'conflict');
    const second = await opened.signIn('second', { admin: true });
    const outcomes = await Promise.all([
      outcome(unmake(administrator, 'second')),
      outcome(unmake(second, 'root')),
    ]);
    assert.deepEqual(outcomes.sort(), ['conflict', 'ok']);
    const left = (await opened.core.listUsers(opened.system)).filter(({ admin }) => admin);
    assert.equal(left.length, 1);
    assert.equal(
      await outcome(() =>
        opened.core.setUserDisabled(opened.system, { user: { id: left[0]?.id ?? '' }, disabled: true }),
      ),
      'conflict',
    );
  });
});
