// Sealing anew for another place: what it was sealed for before does not open it any more, and the new place does.
import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { AppError } from '../base/errors.ts';
import { openFields, resealFields, sealFields } from './envelope.ts';

const keyed = (spaceId: string, secretId: string) => ({
  spaceKey: { spaceId, key: createSecretKey(randomBytes(32)) },
  place: { instanceId: 'instance', spaceId, secretId, version: 3 },
});
const isRefused = (error: unknown) => error instanceof AppError && error.code === 'decrypt-failed';

test('fields open at the place for which they were sealed anew, and nowhere else', () => {
  const from = keyed('a', 'one');
  const to = keyed('b', 'two');
  const fields = new Map([
    ['password', 'öäü\u0000'],
    ['value', ''],
  ]);
  const before = sealFields(from.spaceKey, from.place, fields);
  const after = resealFields(from, to, before);
  assert.deepEqual(openFields(to.spaceKey, to.place, after), fields);
  assert.notDeepEqual(after.wrappedKey, before.wrappedKey);
  assert.notDeepEqual(after.sealed, before.sealed);
  assert.throws(() => openFields(from.spaceKey, from.place, after), isRefused);
  assert.throws(() => openFields(to.spaceKey, from.place, after), isRefused);
  assert.throws(() => openFields(to.spaceKey, { ...to.place, version: 2 }, after), isRefused);
  // The old version key opens nothing of the new one.
  assert.throws(
    () => openFields(to.spaceKey, to.place, { wrappedKey: after.wrappedKey, sealed: before.sealed }),
    isRefused,
  );
});

test('what was not sealed for the place that is named is not sealed anew', () => {
  const from = keyed('a', 'one');
  const to = keyed('b', 'one');
  const sealed = sealFields(from.spaceKey, from.place, new Map([['value', 'v']]));
  const elsewhere = { ...from, place: { ...from.place, secretId: 'other' } };
  assert.throws(() => resealFields(elsewhere, to, sealed), isRefused);
});
