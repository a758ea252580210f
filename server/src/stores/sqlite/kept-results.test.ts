import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KeptResults } from './kept-results.ts';

test('a result is given for its state alone', () => {
  const kept = new KeptResults();
  kept.put('query', '1', ['a', 'b']);
  assert.deepEqual(kept.get('query', '1'), ['a', 'b']);
  assert.equal(kept.get('query', '2'), null);
  assert.equal(kept.get('other', '1'), null);
  kept.put('query', '2', ['b']);
  assert.equal(kept.get('query', '1'), null);
  assert.deepEqual(kept.get('query', '2'), ['b']);
});

test('the oldest go when there are too many', () => {
  const kept = new KeptResults();
  const ids = Array.from({ length: 30_000 }, (_, index) => String(index));
  for (const key of ['a', 'b', 'c', 'd']) kept.put(key, '1', ids);
  assert.equal(kept.get('a', '1'), null);
  for (const key of ['b', 'c', 'd']) assert.equal(kept.get(key, '1')?.length, 30_000);
});
