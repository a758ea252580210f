// Proves threat T13 on a real store: all spellings share one counter, nobody slips past it at once, addresses count as
// well, a lock outlives the process and is lifted by an administrator, and strangers are treated alike.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { TEST_ORIGIN, TEST_PASSWORD, openCore } from '../../../../../test/support/core.ts';
import type { TestCore } from '../../../../../test/support/core.ts';
import { AppError } from '../../../base/errors.ts';
import type { Origin } from '../../caller.ts';
import { ADDRESS_LIMITS, SUBJECT_LIMITS } from './guard.ts';

let ahead = 0;
let opened: TestCore;

beforeEach(async () => {
  ahead = 0;
  opened = await openCore({ now: () => Date.now() + ahead });
});
afterEach(() => opened.close());

/** The reason of a refusal, or `ok`. */
async function attempt(username: string, password: string, origin: Origin = TEST_ORIGIN): Promise<string> {
  try {
    await opened.core.login(origin, { identifier: { username }, password });
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error.details.reason ?? error.code;
  }
}

/** Fails until there is a lock; the clock moves on so that no delay is in the way. */
async function lock(username: string, origin?: Origin): Promise<void> {
  for (let failure = 1; failure <= SUBJECT_LIMITS.lockAt; failure += 1) {
    assert.equal(await attempt(username, 'not the password', origin), 'credentials');
    ahead += 61_000;
  }
}

test('1,000 spellings of one name at once are a handful of guesses', async () => {
  await opened.signIn('alice');
  const spellings = Array.from({ length: 1000 }, (_, index) => {
    const name = Array.from('alice')
      .map((char, place) => ((index >> place) & 1 ? char.toUpperCase() : char))
      .map((char) => (index % 3 === 0 ? String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0) : char))
      .join('');
    return ' '.repeat(index >> 5) + name + '\u3000'.repeat(index % 7);
  });
  assert.ok(new Set(spellings).size > 990);
  const reasons = await Promise.all(spellings.map((name) => attempt(name, 'not the password')));
  const heard = reasons.filter((reason) => reason === 'credentials').length;
  assert.equal(heard, SUBJECT_LIMITS.free);
  assert.equal(await attempt('alice', TEST_PASSWORD), 'too-many-failures');
  ahead += 1000;
  assert.equal(await attempt('alice', TEST_PASSWORD), 'ok');
});

test('a name and the address of mail of one user are one subject', async () => {
  await opened.core.createUser(opened.system, {
    username: 'bob',
    email: 'bob@example.com',
    password: TEST_PASSWORD,
  });
  for (let failure = 0; failure < SUBJECT_LIMITS.free; failure += 1) {
    const identifier = failure % 2 === 0 ? { email: 'Bob@Example.com' } : { username: 'BOB' };
    await assert.rejects(opened.core.login(TEST_ORIGIN, { identifier, password: 'not the password' }));
  }
  assert.equal(await attempt('bob', TEST_PASSWORD), 'too-many-failures');
});

test('a lock is seen and lifted, and the right password is not even looked at before', async () => {
  const administrator = await opened.signIn('root', { admin: true });
  await opened.signIn('alice');
  await lock('alice');
  assert.equal(await attempt('alice', TEST_PASSWORD), 'too-many-failures');
  const [seen, ...more] = await opened.core.listLocks(administrator);
  assert.equal(more.length, 0);
  assert.deepEqual([seen?.kind, seen?.name, seen?.times], ['user', 'alice', 1]);
  const { items } = await opened.store.listAuditEvents({ operation: 'lock.set', limit: 10 });
  assert.deepEqual(
    items.map(({ object, outcome }) => [object?.name, outcome]),
    [['alice', 'ok']],
  );
  await opened.core.liftLock(administrator, { id: seen?.id ?? '' });
  assert.equal(await attempt('alice', TEST_PASSWORD), 'ok');
  assert.deepEqual(await opened.core.listLocks(administrator), []);
});

test('a lock ends by itself, the next one lasts longer', async () => {
  await opened.signIn('alice');
  const administrator = await opened.signIn('root', { admin: true });
  await lock('alice');
  ahead += 15 * 60_000;
  for (let failure = 0; failure < 5; failure += 1) {
    assert.equal(await attempt('alice', 'not the password'), 'credentials');
    ahead += 61_000;
  }
  const [second] = await opened.core.listLocks(administrator);
  assert.ok(second !== undefined);
  assert.deepEqual([second.times, second.lockedUntil - second.lockedAt], [2, 30 * 60_000]);
  ahead += 30 * 60_000;
  assert.equal(await attempt('alice', TEST_PASSWORD), 'ok');
});

test('a restart does not reset a lock', async () => {
  await opened.signIn('alice');
  await lock('alice');
  const again = await opened.reopen();
  await assert.rejects(
    again.core.login(TEST_ORIGIN, { identifier: { username: 'alice' }, password: TEST_PASSWORD }),
    { code: 'rate-limited' },
  );
});

test('a lock that was edited by hand is named', async () => {
  await opened.signIn('alice');
  await lock('alice');
  assert.equal(opened.tamper('UPDATE locks SET locked_until = 0'), 1);
  assert.equal(await attempt('alice', TEST_PASSWORD), 'integrity-failed');
});

test('who does not exist is delayed and locked alike, and no administrator sees what was typed', async () => {
  const administrator = await opened.signIn('root', { admin: true });
  await lock('nobody');
  assert.equal(await attempt('nobody', 'not the password'), 'too-many-failures');
  ahead += 14 * 60_000 - 61_000;
  assert.equal(await attempt(' NOBODY', 'not the password'), 'too-many-failures');
  ahead += 61_000;
  assert.equal(await attempt('nobody', 'not the password'), 'credentials');
  assert.deepEqual(await opened.core.listLocks(administrator), []);
});

test('an address that fails on many names is locked, with its whole /64; loopback is not', async () => {
  const administrator = await opened.signIn('root', { admin: true });
  const from = (address: string): Origin => ({ ...TEST_ORIGIN, address });
  // Service secrets, since they need no slow hash; what is counted is the same.
  const guess = (client: string, address: string) =>
    opened.core.loginService(from(address), { clientId: client, clientSecret: 'not the secret' });
  for (let failure = 1; failure <= ADDRESS_LIMITS.lockAt; failure += 1) {
    const address = `2001:db8:0:7::${failure.toString(16)}`;
    await assert.rejects(guess(`client${failure}`, address), { code: 'unauthenticated' });
    await assert.rejects(guess(`client${failure}`, '::1'), { code: 'unauthenticated' });
    ahead += failure < ADDRESS_LIMITS.free ? 0 : 61_000;
  }
  assert.equal(await attempt('root', TEST_PASSWORD, from('2001:db8:0:7::1')), 'too-many-failures');
  assert.equal(await attempt('root', TEST_PASSWORD, from('2001:db8:0:8::1')), 'ok');
  assert.equal(await attempt('root', TEST_PASSWORD, from('::1')), 'ok');
  const [seen] = await opened.core.listLocks(administrator);
  assert.deepEqual([seen?.kind, seen?.name], ['address', '2001:db8:0:7:0:0:0:0/64']);
});

test('a stolen session cannot guess the password behind it', async () => {
  const caller = await opened.signIn('alice');
  const change = () =>
    opened.core.changePassword(caller, { current: 'not the password', next: TEST_PASSWORD });
  for (let failure = 0; failure < SUBJECT_LIMITS.free; failure += 1) {
    await assert.rejects(change(), { code: 'forbidden' });
  }
  await assert.rejects(change(), { code: 'rate-limited' });
});

test('a service that fails is locked at its address alone, whatever the dialect', async () => {
  const { service, clientSecret } = await opened.core.registerService(opened.system, {
    name: 'bot',
    grants: [],
  });
  const login = (secret: string, address: string) =>
    opened.core.loginService(
      { ...TEST_ORIGIN, address },
      { clientId: service.clientId, clientSecret: secret },
    );
  for (let failure = 0; failure < SUBJECT_LIMITS.free; failure += 1) {
    await assert.rejects(login('wrong', '192.0.2.1'), { code: 'unauthenticated' });
  }
  await assert.rejects(login(clientSecret.reveal(), '192.0.2.1'), { code: 'rate-limited' });
  await assert.rejects(
    opened.core.exchangeServiceSecret(
      { ...TEST_ORIGIN, address: '192.0.2.1' },
      { clientId: service.clientId, verify: () => true, lifetimeSeconds: 60 },
    ),
    { code: 'rate-limited' },
  );
  await login(clientSecret.reveal(), '192.0.2.2');
});
