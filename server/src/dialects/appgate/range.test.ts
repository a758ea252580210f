import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseRange, rangeText, rowsOf } from './range.ts';

test('only two whole numbers are a range', () => {
  assert.deepEqual(parseRange('0-30'), { from: 0, to: 30 });
  assert.deepEqual(parseRange(' 3 - 10 '), { from: 3, to: 10 });
  for (const text of [null, '', '5', '-5', '5-', 'a-b', '1-2-3', '1.5-2', '-1-2', '0x1-2']) {
    assert.equal(parseRange(text), null, text ?? 'null');
  }
});

test('huge numbers stay whole numbers that a store can count to', () => {
  assert.deepEqual(parseRange(`0-${'9'.repeat(400)}`), { from: 0, to: 2 ** 31 - 1 });
});

test('the end belongs to the range in one reading only', () => {
  assert.equal(rowsOf({ from: 0, to: 10 }, 'half-open'), 10);
  assert.equal(rowsOf({ from: 0, to: 10 }, 'inclusive'), 11);
  assert.equal(rowsOf({ from: 4, to: 4 }, 'half-open'), 0);
  assert.equal(rowsOf({ from: 9, to: 3 }, 'inclusive'), 0);
});

test('the answer is clamped to the list', () => {
  assert.equal(rangeText(null, 0), '0-0/0');
  assert.equal(rangeText(null, 14), '0-14/14');
  assert.equal(rangeText({ from: 0, to: 30 }, 54), '0-30/54');
  assert.equal(rangeText({ from: 30, to: 60 }, 54), '30-54/54');
  assert.equal(rangeText({ from: 90, to: 99 }, 54), '54-54/54');
  assert.equal(rangeText({ from: 9, to: 3 }, 54), '9-9/54');
});
