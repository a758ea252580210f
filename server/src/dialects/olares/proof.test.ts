// The proof of a secret: all three prefixes, a bounded cost, and nothing that bcrypt would not look at.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hashSync } from 'bcryptjs';

import { checkClock, createProofCheck } from './proof.ts';

const TEXT = 'bytetrade_notes_117000000000123456789abcdef';

test('a hash of the text passes, with each of the three prefixes', async () => {
  const check = createProofCheck();
  const hash = hashSync(TEXT, 4);
  for (const prefix of ['$2a$', '$2b$', '$2y$']) {
    await check(hash.replace(/^\$2[aby]\$/, prefix), TEXT);
  }
});

test('another text, another algorithm and no hash at all are refused with the prefix of the contract', async () => {
  const check = createProofCheck();
  const hash = hashSync(TEXT, 4);
  const refused = { code: 'unauthenticated', message: /^invalid auth token: crypto\/bcrypt: / };
  await assert.rejects(check(hash, `${TEXT}0`), refused);
  for (const wrong of [hash.replace('$2b$', '$2x$'), '', TEXT, hash.slice(0, -1), `${hash}\n`]) {
    await assert.rejects(check(wrong, TEXT), refused);
  }
});

test('a cost that would hold up the server is refused before any hash is computed', async () => {
  const check = createProofCheck();
  const hash = hashSync(TEXT, 4);
  const started = performance.now();
  for (const cost of ['13', '20', '31', '99', '03', '00']) {
    await assert.rejects(check(hash.replace('$04$', `$${cost}$`), TEXT), {
      message: /outside allowed range/,
    });
  }
  assert.ok(performance.now() - started < 1000);
});

test('a text that bcrypt would cut off is refused, even with its own hash', async () => {
  const long = 'k'.repeat(73);
  await assert.rejects(createProofCheck()(hashSync(long, 4), long), { message: /exceeds 72 bytes/ });
});

test('hashes are computed one at a time, and a long queue is refused', async () => {
  const check = createProofCheck(2);
  const hash = hashSync(TEXT, 4);
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => check(hash, TEXT)));
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'rejected'],
  );
  await assert.rejects(Promise.all([1, 2, 3].map(() => check(hash, TEXT))), { code: 'rate-limited' });
});

test('a hash that fails leaves the queue in order', async () => {
  const check = createProofCheck(2);
  await assert.rejects(check(hashSync('another', 4), TEXT));
  await check(hashSync(TEXT, 4), TEXT);
});

test('the clock window is ten seconds on both sides', () => {
  const now = 1_700_000_000_900;
  for (const seconds of [1_699_999_990, 1_700_000_000, 1_700_000_010]) checkClock(seconds, now);
  for (const seconds of [1_699_999_989, 1_700_000_011, 0, -1]) {
    assert.throws(() => checkClock(seconds, now), { message: 'request time expired' });
  }
});
