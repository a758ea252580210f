// Proves that the steady clock follows the wall clock forward and never goes back with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SteadyClock } from './clock.ts';

test('time goes on from the highest time that was seen', () => {
  let wall = 1000;
  const clock = new SteadyClock({ now: () => wall });
  assert.equal(clock.now(), 1000);
  wall = 5000;
  assert.equal(clock.now(), 5000);
  assert.equal(clock.behind, 0);
  wall = 2000;
  assert.equal(clock.now(), 5000);
  wall = 2500;
  assert.equal(clock.now(), 5500);
  assert.equal(clock.behind, 3000);
});

test('a floor of an earlier process holds, and a wall clock beyond it is taken as it is', () => {
  let wall = 1000;
  const clock = new SteadyClock({ now: () => wall }, 9000);
  assert.equal(clock.now(), 9000);
  wall = 1001;
  assert.equal(clock.now(), 9001);
  assert.equal(new SteadyClock({ now: () => 10_000 }, 9000).now(), 10_000);
});
