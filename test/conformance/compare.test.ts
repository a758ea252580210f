// Every matcher is shown to hold and to fail: a matcher that cannot fail proves nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkExpectation, differences } from './compare.ts';
import type { Json } from './json.ts';
import { MATCHERS } from './matchers.ts';

interface Row {
  readonly expected: Json;
  readonly holds: readonly Json[];
  readonly fails: readonly Json[];
}

const uuid = '0190c8a4-5a0e-7cc3-9b0a-2f3d4e5f6071';

const MATCHER_ROWS: Readonly<Record<string, readonly Row[]>> = {
  $any: [{ expected: { a: { $any: true } }, holds: [{ a: null }, { a: 1 }], fails: [{}, { b: 1 }] }],
  $type: [
    { expected: { $type: 'string' }, holds: ['', 'x'], fails: [1, null, {}, []] },
    { expected: { $type: 'null' }, holds: [null], fails: [0, 'null', {}] },
    { expected: { $type: 'object' }, holds: [{}], fails: [[], null] },
    { expected: { $type: 'array' }, holds: [[]], fails: [{}, 'x'] },
    { expected: { $type: 'number' }, holds: [0], fails: ['0'] },
    { expected: { $type: 'boolean' }, holds: [false], fails: [0] },
  ],
  $matches: [{ expected: { $matches: '^a+$' }, holds: ['aa'], fails: ['', 'ab', 'baa', 1] }],
  $startsWith: [{ expected: { $startsWith: 'ab' }, holds: ['ab', 'abc'], fails: ['a', 'cab', 1] }],
  $includesText: [{ expected: { $includesText: 'ab' }, holds: ['cabc'], fails: ['a b', ['ab']] }],
  $uuid: [
    { expected: { $uuid: true }, holds: [uuid, uuid.toUpperCase()], fails: [uuid.slice(1), `${uuid}0`, 1] },
  ],
  $base64: [{ expected: { $base64: true }, holds: ['', 'YQ==', 'YWJj'], fails: ['YQ', 'YQ=', 'YW-j', 1] }],
  $instant: [
    {
      expected: { $instant: 'seconds' },
      holds: ['2026-01-02T03:04:05Z'],
      fails: ['2026-01-02T03:04:05.1Z', '2026-01-02T03:04:05+00:00', '2026-13-02T03:04:05Z', '2026-01-02', 1],
    },
    {
      expected: { $instant: 'fraction' },
      holds: ['2026-01-02T03:04:05.123456Z'],
      fails: ['2026-01-02T03:04:05Z'],
    },
    {
      expected: { $instant: 'any' },
      holds: ['2026-01-02T03:04:05.1Z', '2026-01-02T03:04:05Z'],
      fails: ['now'],
    },
  ],
  $integer: [{ expected: { $integer: true }, holds: [0, -3], fails: [1.5, '1', null] }],
  $atLeast: [
    { expected: { $atLeast: 3 }, holds: [3, 4], fails: [2, '4', null] },
    { expected: { $atLeast: '2026-01' }, holds: ['2026-01', '2026-02'], fails: ['2025-12', 2027] },
  ],
  $length: [{ expected: { $length: 2 }, holds: [[1, 2]], fails: [[1], [1, 2, 3], 'ab', { length: 2 }] }],
  $not: [{ expected: { $not: { $type: 'string' } }, holds: [1, null], fails: ['x'] }],
  $oneOf: [{ expected: { $oneOf: [1, { $type: 'string' }] }, holds: [1, 'x'], fails: [2, null] }],
  $all: [
    {
      expected: { $all: [{ $length: 1 }, { $each: { $integer: true } }] },
      holds: [[1]],
      fails: [[], ['x'], [1, 2]],
    },
  ],
  $contains: [
    {
      expected: { $contains: { a: 1 } },
      holds: [{ a: 1 }, { a: 1, b: 2 }],
      fails: [{ a: 2 }, { b: 1 }, [1], null],
    },
  ],
  $each: [{ expected: { $each: { $integer: true } }, holds: [[], [1, 2]], fails: [[1, 'x'], 1, {}] }],
  $includes: [
    {
      expected: { $includes: { $contains: { a: 1 } } },
      holds: [[{ a: 1, b: 2 }]],
      fails: [[], [{ a: 2 }], {}],
    },
  ],
  $sameItems: [
    { expected: { $sameItems: [1, 2] }, holds: [[2, 1]], fails: [[1], [1, 1], [1, 2, 2], '12'] },
    { expected: { $sameItems: [{ $any: true }, 1] }, holds: [[1, 2]], fails: [[2, 3]] },
  ],
};

const LITERAL_ROWS: readonly Row[] = [
  { expected: { a: 1 }, holds: [{ a: 1 }], fails: [{ a: 1, b: 2 }, {}, { a: '1' }, [1], null] },
  { expected: [1, [2]], holds: [[1, [2]]], fails: [[1], [1, [2], 3], [1, [3]], [[2], 1], { 0: 1, 1: [2] }] },
  { expected: [], holds: [[]], fails: [[1], {}, null] },
  { expected: null, holds: [null], fails: [0, '', false, {}] },
  { expected: '42', holds: ['42'], fails: [42] },
  { expected: true, holds: [true], fails: [1, 'true', false] },
];

test('each matcher of the table has rows', () => {
  assert.deepEqual(Object.keys(MATCHER_ROWS).sort(), Object.keys(MATCHERS).sort());
});

for (const [name, rows] of [...Object.entries(MATCHER_ROWS), ['literals', LITERAL_ROWS] as const]) {
  test(`${name} holds and fails`, () => {
    for (const { expected, holds, fails } of rows) {
      assert.deepEqual(checkExpectation(expected, ''), []);
      assert.ok(holds.length > 0 && fails.length > 0);
      for (const actual of holds) {
        assert.deepEqual(
          differences(expected, actual),
          [],
          `${JSON.stringify(expected)} of ${JSON.stringify(actual)}`,
        );
      }
      for (const actual of fails) {
        assert.ok(
          differences(expected, actual).length > 0,
          `${JSON.stringify(expected)} must not hold of ${JSON.stringify(actual)}`,
        );
      }
    }
  });
}

test('a difference names its place', () => {
  assert.deepEqual(
    differences({ items: [{ 'a/b': 1, c: 2 }] }, { items: [{ 'a/b': 2, d: 3 }] }).map(
      ({ pointer }) => pointer,
    ),
    ['/items/0/a~1b', '/items/0/c', '/items/0/d'],
  );
});

test('a wrong matcher is found before anything is compared', () => {
  const wrong: readonly Json[] = [
    { $unknown: 1 },
    { $type: 'text' },
    { $matches: '(' },
    { $any: false },
    { $length: 'two' },
    { $any: true, b: 1 },
    { $contains: [] },
    { a: [{ $oneOf: [{ $nothing: true }] }] },
    { $each: { $instant: 'minutes' } },
    { $toString: true },
  ];
  for (const expected of wrong) {
    assert.ok(checkExpectation(expected, '').length > 0, JSON.stringify(expected));
  }
  assert.throws(() => differences({ $unknown: 1 }, 1), /not a matcher/);
});
