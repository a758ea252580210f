// The proof of a secret: all three prefixes, a bounded cost, and nothing that bcrypt would not look at.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hashSync } from 'bcryptjs';

import { checkClock, createProofCheck } from './proof.ts';

const PROOF = { appKey: 'bytetrade_notes_1', timestamp: 1_700_000_000, appSecret: '0123456789abcdef' };
const TEXT = 'bytetrade_notes_117000000000123456789abcdef';

test('a hash of the text passes, with each of the three prefixes', async () => {
  const check = createProofCheck();
  const hash = hashSync(TEXT, 4);
  for (const prefix of ['$2a$', '$2b$', '$2y$']) {
    await check(hash.replace(/^\$2[aby]\$/, prefix), PROOF);
  }
});

test('another text, another algorithm and no hash at all are refused with the prefix of the contract', async () => {
  const check = createProofCheck();
  const hash = hashSync(TEXT, 4);
  const refused = { code: 'unauthenticated', message: /^invalid auth token: crypto\/bcrypt: / };
  await assert.rejects(check(hash, { ...PROOF, timestamp: PROOF.timestamp + 1 }), refused);
  await assert.rejects(check(hash, { ...PROOF, appSecret: '0123456789abcdee' }), refused);
  for (const wrong of [hash.replace('$2b$', '$2x$'), '', TEXT, hash.slice(0, -1), `${hash}\n`]) {
    await assert.rejects(check(wrong, PROOF), refused);
  }
});

test('a cost that would hold up the server is refused before any hash is computed', async () => {
  const check = createProofCheck();
  const hash = hashSync(TEXT, 4);
  const started = performance.now();
  for (const cost of ['13', '20', '31', '99', '03', '00']) {
    await assert.rejects(check(hash.replace('$04$', `$${cost}$`), PROOF), {
      message: /outside allowed range/,
    });
  }
  assert.ok(performance.now() - started < 1000);
});

test('a text that bcrypt would cut off is refused, even with its own hash', async () => {
  const appKey = 'k'.repeat(47);
  const hash = hashSync(`${appKey}${PROOF.timestamp}${PROOF.appSecret}`, 4);
  await assert.rejects(createProofCheck()(hash, { ...PROOF, appKey }), { message: /exceeds 72 bytes/ });
});

test('one app that asks too often is refused, and locks out nobody else', async () => {
  const check = createProofCheck();
  const other = { ...PROOF, appKey: 'bytetrade_other_2' };
  const noise = Promise.allSettled(Array.from({ length: 9 }, () => check(hashSync(TEXT, 4), PROOF)));
  await check(hashSync(`${other.appKey}${other.timestamp}${other.appSecret}`, 4), other);
  const outcomes = await noise;
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 8);
  const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal((refused?.reason as { code: string }).code, 'rate-limited');
  await check(hashSync(TEXT, 4), PROOF);
});

test('a hash that fails leaves the queue in order', async () => {
  const check = createProofCheck();
  await assert.rejects(check(hashSync('another', 4), PROOF));
  await check(hashSync(TEXT, 4), PROOF);
});

test('the clock window is ten seconds on both sides', () => {
  const now = 1_700_000_000_900;
  for (const seconds of [1_699_999_990, 1_700_000_000, 1_700_000_010]) checkClock(seconds, now);
  for (const seconds of [1_699_999_989, 1_700_000_011, 0, -1]) {
    assert.throws(() => checkClock(seconds, now), { message: 'request time expired' });
  }
});
