// The strict JSON reader agrees with JSON.parse on what is unambiguous, and refuses what two parsers could read in two
// ways (threat T15).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { AppError } from '../core/index.ts';
import { parseStrictJson } from './strict-json.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

function assertRefused(input: string | Uint8Array, message: RegExp): void {
  assert.throws(
    () => parseStrictJson(typeof input === 'string' ? Buffer.from(input) : input),
    (error) => {
      assert.ok(error instanceof AppError, String(error));
      assert.equal(error.code, 'invalid-input');
      assert.equal(error.details.issues?.length, 1);
      assert.match(error.message, message);
      return true;
    },
  );
}

/** Any JSON value of strings that are well-formed and members that are not `__proto__`. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => value.isWellFormed());
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text.filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}));

/** JSON with every UTF-16 unit of its strings escaped. */
function escaped(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"/gs, (string) => {
    const units = (JSON.parse(string) as string).split('');
    return `"${units.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
  });
}

test('agrees with JSON.parse on valid JSON, however it is spaced and escaped', () => {
  fc.assert(
    fc.property(value, fc.constantFrom('', ' ', '\t', '\n  '), (given, space) => {
      const json = JSON.stringify(given, null, space);
      assert.deepEqual(parse(json), JSON.parse(json));
      assert.deepEqual(parse(escaped(json)), JSON.parse(json));
    }),
  );
});

test('refuses what JSON.parse refuses', () => {
  const broken = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.tuple(value, fc.nat(), fc.string({ maxLength: 1 })).map(([given, at, put]) => {
      const json = JSON.stringify(given);
      const index = at % (json.length + 1);
      return json.slice(0, index) + put + json.slice(index + 1);
    }),
  );
  fc.assert(
    fc.property(broken, (json) => {
      let valid = true;
      try {
        JSON.parse(json);
      } catch {
        valid = false;
      }
      if (!valid) assertRefused(json, /is not valid JSON|must not nest|UTF-8/);
    }),
  );
});

test('a member may come once in its object, however it is spelt', () => {
  for (const json of [
    '{"a":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"\\u00e9":1,"é":2}',
    '{"a/b":1,"a\\/b":2}',
    '{"":1,"":2}',
    '{"\\ud83d\\udd11":1,"\u{1f511}":2}',
    '{"x":[{"b":{"a":1},"c":0,"b":2}]}',
    '{"a":{"a":1},"a":2}',
    '{ "a" : [] , "a" : {} }',
    '[{"q\\"":1,"q\\u0022":2}]',
  ]) {
    assertRefused(json, /same member twice/);
  }
});

test('the same name in other objects, in lists and in values is no duplicate', () => {
  for (const json of [
    '[{"a":1},{"a":2}]',
    '{"a":{"a":{"a":"a"}}}',
    '{"a":["a","a","a"],"b":"a"}',
    '{"a":"b","b":"a","c":[],"d":{}}',
    '{"a":{},"b":{"a":[{}],"b":[[]]},"c":1}',
    '{"a":"\\"a\\":1,\\"a\\":2","b":"{\\"a\\":1}"}',
    '{"A":1,"a":2,"a ":3,"á":4,"a\u0301":5}',
  ]) {
    assert.deepEqual(parse(json), JSON.parse(json));
  }
});

test('__proto__ is no member, however it is spelt and wherever it stands', () => {
  for (const name of ['__proto__', '\\u005f_proto__', '__proto_\\u005F', '\\u005f\\u005f\\u0070roto__']) {
    for (const json of [`{"${name}":1}`, `{"a":[{"b":{"${name}":{}}}]}`, `[{"a":1,"${name}":null}]`]) {
      assertRefused(json, /__proto__/);
    }
  }
  const fine = '{"proto":"__proto__","constructor":{"prototype":1},"__proto":2,"list":["__proto__"]}';
  assert.deepEqual(parse(fine), JSON.parse(fine));
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

test('32 levels are read, 33 are not', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"a":', '}]'],
  ] as const) {
    const each = open.length > 5 ? 2 : 1;
    const nested = (levels: number) => open.repeat(levels / each) + '1' + close.repeat(levels / each);
    assert.deepEqual(parse(nested(32)), JSON.parse(nested(32)));
    assertRefused(nested(32 + each), /must not nest deeper than 32 levels/);
  }
  assertRefused('['.repeat(100_000), /must not nest/);
  assertRefused('{"a":'.repeat(100_000), /must not nest/);
  const wide = `[${'[],'.repeat(1000)}"${'['.repeat(100)}\\"${'{'.repeat(100)}"]`;
  assert.deepEqual(parse(wide), JSON.parse(wide), 'brackets beside each other and in strings');
});

test('half of a surrogate pair is refused in names and values', () => {
  for (const half of ['\\ud800', '\\uDFFF', '\\udc00\\ud800', '\\ud83d\\ud83d\\udd11', 'a\\ud83dz']) {
    assertRefused(`"${half}"`, /half of a surrogate pair/);
    assertRefused(`{"${half}":1}`, /half of a surrogate pair/);
    assertRefused(`[{"a":["${half}"]}]`, /half of a surrogate pair/);
  }
  assert.equal(parse('"\\ud83d\\udd11"'), '\u{1f511}');
  assert.equal(parse('"\\\\ud800"'), '\\ud800');
});

test('bytes that are not UTF-8 are refused', () => {
  for (const bytes of [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80]]) {
    assertRefused(Buffer.concat([Buffer.from('"'), Uint8Array.from(bytes), Buffer.from('"')]), /valid UTF-8/);
  }
  assertRefused(Buffer.from('{"a":1}', 'utf16le'), /not valid JSON/);
});

test('one byte order mark before the text is passed over, anything else is not', () => {
  assert.deepEqual(parse('\ufeff{"a":1}'), { a: 1 });
  assertRefused('\ufeff\ufeff{"a":1}', /not valid JSON/);
  assertRefused('{"a":1}\ufeff', /not valid JSON/);
  assert.equal(parse('"\ufeffa"'), '\ufeffa');
});

test('a refusal repeats nothing of the text', () => {
  const secret = 'hunter2hunter2';
  for (const json of [
    `{"a":"${secret}`,
    `{"${secret}":1,"${secret}":2}`,
    `{"a": ${secret}}`,
    `"${secret}\\ud800"`,
  ]) {
    assert.throws(
      () => parse(json),
      (error) =>
        error instanceof AppError &&
        !JSON.stringify([error.message, error.details, error.cause]).includes(secret),
    );
  }
});
