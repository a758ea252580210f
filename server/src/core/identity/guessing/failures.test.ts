// Proves that failures cost more and more time, that some of them lock, and that what is remembered is bounded.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Failures } from './failures.ts';

const LIMITS = { free: 5, lockAt: 20 };
const HOUR = 3_600_000;

test('the first failures are free, then each doubles the wait up to a minute', () => {
  const failures = new Failures();
  const waits = Array.from({ length: 14 }, () => {
    failures.fail('alice', LIMITS, 0);
    return failures.waitMs('alice', LIMITS, 0) / 1000;
  });
  assert.deepEqual(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
  assert.equal(failures.waitMs('alice', LIMITS, 59_999), 1);
  assert.equal(failures.waitMs('alice', LIMITS, 60_000), 0);
  assert.equal(failures.waitMs('bob', LIMITS, 0), 0);
});

test('the last failure locks, and after the lock five more lock again', () => {
  const failures = new Failures();
  const locks = Array.from({ length: 30 }, () => failures.fail('alice', LIMITS, 0));
  assert.deepEqual(
    locks.flatMap((locked, index) => (locked ? [index + 1] : [])),
    [20, 25, 30],
  );
});

test('a success forgets, and so does an hour without a failure', () => {
  const failures = new Failures();
  for (let failure = 0; failure < 19; failure += 1) failures.fail('alice', LIMITS, 0);
  assert.equal(failures.waitMs('alice', LIMITS, HOUR - 1), 0);
  assert.equal(failures.fail('alice', LIMITS, HOUR - 1), true);
  failures.clear('alice');
  assert.equal(failures.waitMs('alice', LIMITS, HOUR - 1), 0);
  for (let failure = 0; failure < 19; failure += 1) failures.fail('alice', LIMITS, 0);
  assert.equal(failures.fail('alice', LIMITS, HOUR), false);
});

test('the longest unseen subject is dropped when there are too many', () => {
  const failures = new Failures(3);
  for (const subject of ['a', 'b', 'c', 'a', 'd']) failures.fail(subject, { free: 1, lockAt: 9 }, 0);
  assert.equal(failures.size, 3);
  assert.equal(failures.waitMs('b', { free: 1, lockAt: 9 }, 0), 0);
  assert.equal(failures.waitMs('a', { free: 1, lockAt: 9 }, 0), 2000);
});
