import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isPlainString } from './plain-scalar.ts';

test('numbers, dates and the merge key are no strings', () => {
  const texts = [
    ...['1_000', '0b11', '-0B1', '0x1_f', '0o17', '017', '1.5e3', '.5', '1.', '+1_0.5'],
    ...[
      '2020-01-01',
      '2020-1-2',
      '2020-02-29',
      '2020-01-01T10:20:30Z',
      '2020-01-01 1:2:3.456',
      '2020-01-01t10:20:30+02:00',
    ],
    '<<',
  ];
  for (const text of texts) assert.equal(isPlainString(text), false, text);
});

test('what only looks like one of them is a string', () => {
  const texts = [
    ...['_1', '0b12', '0xg', '1e', '1-2', '0.1.2', '12:30:45', '=', '<', 'x<<', '-', '.', ''],
    ...[
      '2020-13-01',
      '2020-02-30',
      '2021-02-29',
      '2020-00-01',
      '2020-01-00',
      '20-01-01',
      '2020-01-01T25:00:00Z',
      '2020-01',
    ],
  ];
  for (const text of texts) assert.equal(isPlainString(text), true, text);
});

test('a megabyte is judged in reasonable time', () => {
  assert.equal(isPlainString(`${'1_'.repeat(500_000)}x`), true);
  assert.equal(isPlainString('1'.repeat(1_000_000)), false);
});
