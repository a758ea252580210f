// Text on its way to PostgreSQL and back: nothing is lost, the order stays, and what is found stays found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { decodeText, encodeText } from './text.ts';

const text = fc.string({ unit: fc.constantFrom('\0', '\x01', '\x02', '\x03', '\x04', 'a', '0', 'é', '🔑') });

test('text comes back as it was, and PostgreSQL gets no NUL', () => {
  fc.assert(
    fc.property(text, (given) => {
      assert.ok(!encodeText(given).includes('\0'));
      assert.equal(decodeText(encodeText(given)), given);
    }),
  );
});

test('order by bytes and places of one text in another stay', () => {
  const bytes = (given: string) => Buffer.from(given);
  fc.assert(
    fc.property(text, text, (one, other) => {
      const encoded = [encodeText(one), encodeText(other)] as const;
      assert.equal(
        Buffer.compare(bytes(encoded[0]), bytes(encoded[1])),
        Buffer.compare(bytes(one), bytes(other)),
      );
      assert.equal(encoded[0].includes(encoded[1]), one.includes(other));
    }),
  );
});
