// Texts and JSON values that servers have broken on, and arbitrary ones beside them, drawn once for each seed.
import fc from 'fast-check';

import type { Json } from '../conformance/json.ts';

export const HOSTILE_TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    '.',
    '..',
    '...',
    '/',
    '//',
    '../../etc/passwd',
    '..\\..\\x',
    '%00',
    '%2e%2e',
    '%2f',
    '\u0000',
    'a\u0000b',
  ],
  ...[
    '\ud800',
    '\udfff\ud800',
    '\ufeffx',
    '\u202ex',
    '\u200b',
    'e\u0301',
    'ſ',
    'İ',
    'ß',
    '💧',
    '\u2028',
    '\r\nx: y',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    'true',
    '0',
  ],
  ...[
    '-1',
    '1e400',
    '9007199254740993',
    '2147483648',
    '1.5',
    '0x10',
    "' OR 1=1 --",
    '"',
    '\\',
    '`',
    '${7*7}',
    '{{7*7}}',
  ],
  ...[
    '*',
    '**',
    'a/**',
    '%',
    '_',
    '<script>alert(1)</script>',
    '2026-01-01T00:00:00Z',
    '0000-00-00',
    '+275760-09-14',
  ],
  ...[
    '~/x',
    '/dev/null',
    'C:\\x',
    '$(id)',
    'a=b&c=d',
    '=',
    '&',
    '?',
    '#',
    ';',
    ',',
    '"1"',
    'W/"1"',
    'pvt1',
    'me',
    'system',
  ],
  ...[
    'a'.repeat(128),
    'a'.repeat(255),
    'a'.repeat(256),
    'ü'.repeat(2000),
    'x'.repeat(5000),
    'x'.repeat(40_000),
  ],
];

/** As they could stand in a path. */
export const HOSTILE_SEGMENTS: readonly string[] = [
  ...[
    '.',
    '..',
    '%2e',
    '%2e%2e',
    '%2E.',
    '.%2e',
    '%252e%252e',
    '..;',
    '..%2f',
    '%2f',
    '%2F..',
    '%5c',
    '%00',
    'a%00b',
  ],
  ...[
    '',
    '%',
    '%2',
    '%zz',
    '%u0041',
    '%ff',
    '%c0%ae',
    '%c0%af',
    '%ed%a0%80',
    '%f0%9f%92%a7',
    '%0d%0ax:%20y',
    '%20',
    '+',
  ],
  ...[
    '*',
    '**',
    ':id',
    ':name',
    '~',
    'me',
    'null',
    '-1',
    '0',
    '__proto__',
    'constructor',
    "'",
    '"',
    ';a=b',
    '@',
    'a,b',
  ],
  ...[
    'batch',
    'bulk-upsert',
    'names',
    'versions',
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(3073),
    '%41'.repeat(1100),
  ],
];

const NUMBERS: readonly Json[] = [
  0,
  -0,
  -1,
  1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e21,
  1e308,
  5e-324,
  4294967296,
];

/** `deep` levels of lists or objects. */
function nested(deep: number, asList: boolean): Json {
  let value: Json = 'x';
  for (let level = 0; level < deep; level += 1) value = asList ? [value] : { a: value };
  return value;
}

const SHAPES: readonly Json[] = [
  ...[
    null,
    true,
    false,
    [],
    {},
    [[]],
    [null],
    [{}],
    { a: null },
    ['a', 'a'],
    { '': '' },
    { constructor: {} },
  ],
  ...[nested(31, true), nested(32, false), nested(33, true), nested(400, false)],
  ...[
    Array.from({ length: 1000 }, () => 'x'),
    Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`m${at}`, at])),
  ],
];

export interface Hostile {
  readonly texts: readonly string[];
  readonly values: readonly Json[];
}

export function hostileFor(seed: number): Hostile {
  const draw = { seed, numRuns: 100 };
  const texts = [...HOSTILE_TEXTS, ...fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), draw)];
  const arbitrary = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
  return {
    texts,
    values: [...texts, ...NUMBERS, ...SHAPES, ...(fc.sample(arbitrary, draw) as Json[])],
  };
}
