// Generated values keep their policy.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CommandError } from './failure.ts';
import { generateValue } from './generate.ts';

test('length and sets', () => {
  assert.match(generateValue('32'), /^[A-Za-z0-9]{32}$/);
  assert.match(generateValue('64:hex'), /^[0-9a-f]{64}$/);
  for (let round = 0; round < 200; round += 1) {
    const value = generateValue('8:lower+upper+digits+symbols');
    assert.match(value, /^[\w!*+,\-./:=@^~]{8}$/);
    for (const set of [/[a-z]/, /[A-Z]/, /\d/, /[!*+,\-./:=@^_~]/]) assert.match(value, set);
  }
});

test('every character occurs, none much more often than another', () => {
  const counts = new Map<string, number>();
  for (const character of generateValue('4096:digits'))
    counts.set(character, (counts.get(character) ?? 0) + 1);
  assert.equal(counts.size, 10);
  for (const count of counts.values()) assert.ok(count > 300 && count < 520, String(count));
});

test('what is no policy', () => {
  for (const policy of ['7', '4097', 'x', '20:', '20:emoji', '-9']) {
    assert.throws(() => generateValue(policy), CommandError, policy);
  }
});
