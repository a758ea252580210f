// Length-prefixed parts come apart again as they were put together, and UTF-8 is strict.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { fromUtf8, lengthPrefixed, utf8, utf8Length } from './bytes.ts';

const wellFormed = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed());
const parts = fc.array(fc.oneof(wellFormed, fc.uint8Array({ maxLength: 40 })), { maxLength: 8 });

const bytesOf = (part: string | Uint8Array) => Buffer.from(typeof part === 'string' ? utf8(part) : part);

/** The parts of a length-prefixed join, read back. */
function apart(joined: Uint8Array): readonly Buffer[] {
  const buffer = Buffer.from(joined);
  const found: Buffer[] = [];
  for (let at = 0; at < buffer.length;) {
    const end = at + 4 + buffer.readUInt32BE(at);
    assert.ok(end <= buffer.length);
    found.push(buffer.subarray(at + 4, end));
    at = end;
  }
  return found;
}

test('lengthPrefixed is injective: its parts can be read back', () => {
  fc.assert(
    fc.property(parts, (given) => {
      assert.deepEqual(apart(lengthPrefixed(given)), given.map(bytesOf));
    }),
  );
});

test('lengthPrefixed tells apart what joining would not', () => {
  const joins = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc'], [], ['']].map((list) =>
    Buffer.from(lengthPrefixed(list)).toString('hex'),
  );
  assert.equal(new Set(joins).size, joins.length);
  assert.equal(Buffer.from(lengthPrefixed(['é'])).toString('hex'), '00000002c3a9');
});

test('utf8 and fromUtf8 are inverse, and a byte order mark is data', () => {
  fc.assert(
    fc.property(wellFormed, (text) => {
      assert.equal(fromUtf8(utf8(text)), text);
      assert.equal(utf8Length(text), utf8(text).length);
    }),
  );
  assert.equal(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), '\ufeffa');
});

test('fromUtf8 refuses what is not UTF-8', () => {
  const invalid = [[0x80], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x61, 0xff]];
  for (const bytes of invalid) assert.throws(() => fromUtf8(Uint8Array.from(bytes)), TypeError);
});
