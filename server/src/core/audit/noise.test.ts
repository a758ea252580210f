// Proves that a flood of nobody makes few events, that their counts add up, and that nothing else is held back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openCore, TEST_PASSWORD } from '../../../../test/support/core.ts';
import type { TestCore } from '../../../../test/support/core.ts';
import { AppError } from '../index.ts';
import { writeNoise } from './noise.ts';

const origin = (address: string) => ({ requestId: 'r', dialect: 'native', address }) as const;

async function refused(opened: TestCore, address: string, token: string | null): Promise<void> {
  await assert.rejects(opened.core.authenticate(origin(address), token), (error) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'unauthenticated');
    return true;
  });
}

async function refusals(opened: TestCore) {
  const { items } = await opened.store.listAuditEvents({ operation: 'token.authenticate', limit: 1000 });
  return items.map(({ address, reason, repeated, outcome }) => ({ address, reason, repeated, outcome }));
}

/** Writes what is counted: the facade's own ports are the store. */
const flush = (opened: TestCore): Promise<void> => writeNoise({ store: opened.store } as never);

async function withCore(run: (opened: TestCore) => Promise<void>): Promise<void> {
  const opened = await openCore();
  try {
    await run(opened);
  } finally {
    await opened.close();
  }
}

test('the first refusals are single events, the rest is one with a count', () =>
  withCore(async (opened) => {
    for (let count = 0; count < 500; count += 1) await refused(opened, '192.0.2.1', null);
    for (let count = 0; count < 3; count += 1) await refused(opened, '192.0.2.2', 'nonsense');
    await flush(opened);
    const events = await refusals(opened);
    const total = events.reduce((sum, { repeated }) => sum + (repeated ?? 1), 0);
    assert.equal(total, 503);
    // A slow machine may have needed several seconds, each with its own single ones.
    assert.ok(events.length < 100, String(events.length));
    const of = (address: string) => events.filter((event) => event.address === address);
    assert.ok(of('192.0.2.1').some(({ repeated }) => (repeated ?? 0) > 50));
    assert.deepEqual(
      of('192.0.2.2').map(({ reason, repeated, outcome }) => [reason, repeated, outcome]),
      Array.from({ length: 3 }, () => ['malformed', undefined, 'denied']),
    );
  }));

test('many addresses share a bound, and addresses of one IPv6 network share a count', () =>
  withCore(async (opened) => {
    for (let host = 0; host < 400; host += 1) {
      await refused(opened, `2001:db8::${host.toString(16)}`, null);
    }
    for (let host = 0; host < 600; host += 1) {
      await refused(opened, `198.51.${Math.floor(host / 250)}.${host % 250}`, null);
    }
    await flush(opened);
    const events = await refusals(opened);
    const total = events.reduce((sum, { repeated }) => sum + (repeated ?? 1), 0);
    assert.equal(total, 1000);
    assert.ok(events.length < 900, String(events.length));
  }));

test('counts that cannot be written are written later, with what came meanwhile', () =>
  withCore(async (opened) => {
    for (let count = 0; count < 20; count += 1) await refused(opened, '192.0.2.1', null);
    opened.tamper("CREATE TRIGGER broken BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'no'); END");
    await assert.rejects(flush(opened), AppError);
    opened.tamper('DROP TRIGGER broken');
    for (let count = 0; count < 20; count += 1) await refused(opened, '192.0.2.1', null);
    await flush(opened);
    const total = (await refusals(opened)).reduce((sum, { repeated }) => sum + (repeated ?? 1), 0);
    assert.equal(total, 40);
  }));

test('refusals of a token that was somebody and wrong passwords are never counted together', () =>
  withCore(async (opened) => {
    await opened.signIn('alice');
    const login = await opened.core.login(origin('192.0.2.1'), {
      identifier: { username: 'alice' },
      password: TEST_PASSWORD,
    });
    const token = login.token.reveal();
    await opened.core.logout(await opened.core.authenticate(origin('192.0.2.1'), token));
    for (let count = 0; count < 30; count += 1) await refused(opened, '192.0.2.1', token);
    const events = await refusals(opened);
    assert.equal(events.length, 30);
    assert.ok(events.every(({ reason, repeated }) => reason === 'revoked' && repeated === undefined));
  }));
