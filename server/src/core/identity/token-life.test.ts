// Proves threats T9 and T21 for tokens: networks, last use beside the way of requests, an end that no clock takes back,
// and that what ended is refused at once.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { TEST_ORIGIN, TEST_PASSWORD, openCore } from '../../../../test/support/core.ts';
import type { TestCore } from '../../../../test/support/core.ts';
import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';

const MINUTE = 60_000;
let wall = 0;
let opened: TestCore;
let caller: Caller;

beforeEach(async () => {
  wall = Date.UTC(2026, 0, 1);
  opened = await openCore({ now: () => wall });
  caller = await opened.signIn('alice', { admin: true });
});
afterEach(() => opened.close());

async function reasonOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error.details.reason ?? error.code;
  }
}

const from = (address: string, token: string) => () =>
  opened.core.authenticate({ ...TEST_ORIGIN, address }, token);

test('a token is accepted from its networks alone, in both families', async () => {
  const { token, summary } = await opened.core.createToken(caller, {
    name: 'office',
    lifetimeSeconds: 600,
    networks: ['192.0.2.0/24', '2001:db8::/32'],
  });
  assert.deepEqual(summary.networks, ['192.0.2.0/24', '2001:db8::/32']);
  const table = {
    '192.0.2.77': 'ok',
    '::ffff:192.0.2.77': 'ok',
    '2001:db8:1::5': 'ok',
    '192.0.3.1': 'network',
    '::ffff:192.0.3.1': 'network',
    '2001:db9::1': 'network',
    '::1': 'network',
    '': 'network',
  };
  for (const [address, expected] of Object.entries(table)) {
    assert.equal(await reasonOf(from(address, token.reveal())), expected, address);
  }
});

test('a bound token makes none that is bound to less', async () => {
  const make = (by: Caller, networks?: readonly string[]) => () =>
    opened.core.createToken(by, {
      name: 'n',
      lifetimeSeconds: 60,
      ...(networks === undefined ? {} : { networks }),
    });
  const office = await make(caller, ['192.0.2.0/24'])();
  const bound = await opened.core.authenticate(
    { ...TEST_ORIGIN, address: '192.0.2.1' },
    office.token.reveal(),
  );
  assert.deepEqual((await make(bound)()).summary.networks, ['192.0.2.0/24']);
  assert.equal(await reasonOf(make(bound, ['192.0.2.128/25'])), 'ok');
  for (const wider of [['192.0.0.0/16'], ['0.0.0.0/0'], ['192.0.2.0/25', '198.51.100.0/24'], ['::/0']]) {
    assert.equal(await reasonOf(make(bound, wider)), 'forbidden', wider.join());
  }
  for (const wrong of [[], ['192.0.2.1/24'], ['office'], ['']]) {
    assert.equal(await reasonOf(make(caller, wrong)), 'invalid-input', wrong.join());
  }
});

test('the last use is written beside the way of requests, once a minute, and counts no row version', async () => {
  const { token, summary } = await opened.core.createToken(caller, { name: 'ci', lifetimeSeconds: null });
  assert.equal(summary.expiresAt, null);
  const row = async () => opened.store.find('tokens', { id: summary.id });
  const use = async () => {
    await opened.core.authenticate(TEST_ORIGIN, token.reveal());
    await opened.settle();
  };
  await use();
  const first = await row();
  assert.ok(first !== undefined);
  assert.equal(first.last_used_at, wall);
  wall += MINUTE - 1;
  await use();
  assert.equal((await row())?.last_used_at, first.last_used_at);
  wall += 1;
  await use();
  const last = await row();
  assert.ok(last !== undefined);
  assert.deepEqual([last.last_used_at, last.row_version], [wall, 1]);
  const [listed] = (await opened.core.listTokens(caller)).filter(({ name }) => name === 'ci');
  assert.equal(listed?.lastUsedAt, wall);
  await opened.core.revokeToken(caller, { id: summary.id });
  assert.equal(await reasonOf(use), 'revoked');
});

test('going back in time gives no life back, within a process and after a restart', async () => {
  const { token } = await opened.core.createToken(caller, { name: 'short', lifetimeSeconds: 600 });
  const authenticate = (core: TestCore) =>
    reasonOf(() => core.core.authenticate(TEST_ORIGIN, token.reveal()));
  assert.equal(await authenticate(opened), 'ok');
  wall += 10 * MINUTE;
  assert.equal(await authenticate(opened), 'expired');
  wall -= 9 * MINUTE;
  assert.equal(await authenticate(opened), 'expired');
  const again = await opened.reopen();
  wall -= 60 * MINUTE;
  assert.equal(await authenticate(again), 'expired');
  const next = await again.reopen();
  assert.equal(await authenticate(next), 'expired');
  const { token: fresh } = await next.core.login(TEST_ORIGIN, {
    identifier: { username: 'alice' },
    password: TEST_PASSWORD,
  });
  assert.equal(await reasonOf(() => next.core.authenticate(TEST_ORIGIN, fresh.reveal())), 'ok');
});

test('a mark that was edited by hand stops the start by name', async () => {
  await opened.settle();
  assert.equal(opened.tamper('UPDATE marks SET value = 0'), 1);
  await assert.rejects(opened.reopen(), { code: 'integrity-failed' });
});
