// What is made into an address is the same when it is read, whatever its letters.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { parseAddress, secretHref, spaceHref } from './address.ts';

test('a space and a secret of the same path are two addresses', () => {
  assert.deepEqual(parseAddress('/s/apps/shop/'), { kind: 'space', space: 'apps/shop' });
  assert.deepEqual(parseAddress('/s/apps/shop'), { kind: 'secret', space: 'apps', name: 'shop' });
  assert.deepEqual(parseAddress('/s/apps'), { kind: 'space', space: 'apps' });
  for (const path of ['/s', '/s/', '/s/%zz/']) assert.deepEqual(parseAddress(path), { kind: 'none' });
});

test('any name comes back from its address', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(name, (text) => {
      assert.deepEqual(parseAddress(secretHref('a/b', text)), { kind: 'secret', space: 'a/b', name: text });
      assert.deepEqual(parseAddress(spaceHref('a/b')), { kind: 'space', space: 'a/b' });
    }),
  );
});
