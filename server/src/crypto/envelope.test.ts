// Fields open at the very place that they were sealed for; a wrapped key or a content from elsewhere does not.
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';

import { AppError } from '../base/errors.ts';
import { openFields, sealFields } from './envelope.ts';
import type { SpaceKey, VersionPlace } from './envelope.ts';

const SPACE_KEY: SpaceKey = { spaceId: 'space', key: createSecretKey(Buffer.alloc(32, 1)) };
const PLACE: VersionPlace = { instanceId: 'instance', spaceId: 'space', secretId: 'secret', version: 1 };
const FIELDS = new Map([['value', 'one']]);

const failed = (error: unknown) => error instanceof AppError && error.code === 'decrypt-failed';

test('fields come back as they were, in their order and byte for byte', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9._-]{0,20}$/).filter((text) => text !== '__proto__');
  const value = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 6 }),
      (entries) => {
        const fields = new Map(entries);
        assert.deepEqual([...openFields(SPACE_KEY, PLACE, sealFields(SPACE_KEY, PLACE, fields))], entries);
      },
    ),
  );
});

test('no place but their own opens them, nor another space key', () => {
  const version = sealFields(SPACE_KEY, PLACE, FIELDS);
  const places: readonly Partial<VersionPlace>[] = [
    { instanceId: 'other' },
    { spaceId: 'other' },
    { secretId: 'other' },
    { version: 2 },
  ];
  for (const place of places) {
    assert.throws(() => openFields(SPACE_KEY, { ...PLACE, ...place }, version), failed);
  }
  const otherKey = { ...SPACE_KEY, key: createSecretKey(Buffer.alloc(32, 2)) };
  assert.throws(() => openFields(otherKey, PLACE, version), failed);
});

test('wrapped key and content belong together, and each version has a key of its own', () => {
  const one = sealFields(SPACE_KEY, PLACE, FIELDS);
  const other = sealFields(SPACE_KEY, PLACE, FIELDS);
  assert.notDeepEqual([...one.wrappedKey], [...other.wrappedKey]);
  assert.notDeepEqual([...one.sealed], [...other.sealed]);
  const { wrappedKey, sealed } = one;
  assert.throws(() => openFields(SPACE_KEY, PLACE, { wrappedKey, sealed: other.sealed }), failed);
  assert.throws(() => openFields(SPACE_KEY, PLACE, { wrappedKey: sealed, sealed: wrappedKey }), failed);
  assert.throws(() => openFields(SPACE_KEY, PLACE, { wrappedKey: new Uint8Array(), sealed }), failed);
  assert.deepEqual([...openFields(SPACE_KEY, PLACE, one)], [...FIELDS]);
});
