// Passwords: argon2id above OWASP's floor, a salt each time, the same work for users that do not exist.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hash } from '@node-rs/argon2';

import { hashPassword, needsRehash, passwordMatches } from './passwords.ts';

const SHAPE = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43}$/;

test('a hash says its parameters, which are at or above the floor of OWASP, and has its own salt', async () => {
  const [one, other] = await Promise.all([hashPassword('a password'), hashPassword('a password')]);
  assert.notEqual(one, other);
  const [, memory, passes, lanes] = SHAPE.exec(one) ?? [];
  assert.ok(
    Number(memory) >= 19_456 && Number(passes) >= 2 && Number(lanes) === 1,
    one.split('$', 4).join('$'),
  );
  assert.ok(!needsRehash(one));
});

test('a password matches its own hash alone, byte for byte', async () => {
  const stored = await hashPassword('pässword ');
  assert.equal(await passwordMatches(stored, 'pässword '), true);
  for (const wrong of ['pässword', 'pa\u0308ssword ', 'PÄSSWORD ', '', 'pässword \0']) {
    assert.equal(await passwordMatches(stored, wrong), false);
  }
});

test('without a user nothing matches, and the work is done all the same', async () => {
  assert.equal(await passwordMatches(null, ''), false);
  assert.equal(await passwordMatches(null, 'a password'), false);
  const before = process.cpuUsage();
  await passwordMatches(null, 'a password');
  const { user, system } = process.cpuUsage(before);
  const stored = await hashPassword('another');
  const start = process.cpuUsage();
  await passwordMatches(stored, 'a password');
  const known = process.cpuUsage(start);
  // CPU time and not the clock: a decoy that were not hashed would cost a thousandth.
  assert.ok(user + system > (known.user + known.system) / 10);
});

test('weaker and older hashes are to be made anew', async () => {
  const weak = await hash('a password', { memoryCost: 8192, timeCost: 2, parallelism: 1 });
  assert.ok(needsRehash(weak));
  assert.equal(await passwordMatches(weak, 'a password'), true);
  assert.ok(needsRehash('$2b$10$abcdefghijklmnopqrstuv'));
});

test('more at once than there are places for: all get their answer', async () => {
  const stored = await hashPassword('a password');
  const results = await Promise.all(
    Array.from({ length: 7 }, (_, index) =>
      passwordMatches(stored, index % 2 === 0 ? 'a password' : 'wrong'),
    ),
  );
  assert.deepEqual(results, [true, false, true, false, true, false, true]);
});
