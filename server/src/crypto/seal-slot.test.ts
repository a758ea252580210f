// A slot gives its root key to its own slot key alone, in its own instance and under its own id.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../base/errors.ts';
import { createRootKey, newSlotKey, openRootKey, slotKeyFingerprint } from './seal-slot.ts';

const failed = (error: unknown) => error instanceof AppError && error.code === 'decrypt-failed';

test('the root key that was made is the one that opens', () => {
  const slotKey = newSlotKey();
  assert.equal(slotKey.length, 32);
  const { rootKey, sealedRoot } = createRootKey(slotKey, 'instance', 'slot');
  assert.ok(openRootKey(slotKey, 'instance', 'slot', sealedRoot).key.equals(rootKey.key));
  assert.throws(() => openRootKey(newSlotKey(), 'instance', 'slot', sealedRoot), failed);
  assert.throws(() => openRootKey(slotKey, 'other', 'slot', sealedRoot), failed);
  assert.throws(() => openRootKey(slotKey, 'instance', 'other', sealedRoot), failed);
  assert.throws(() => openRootKey(slotKey, 'instance', 'slot', sealedRoot.subarray(1)), failed);
});

test('a fingerprint names its key and tells nothing of it', () => {
  const slotKey = newSlotKey();
  assert.match(slotKeyFingerprint(slotKey), /^[0-9a-f]{16}$/);
  assert.equal(slotKeyFingerprint(slotKey), slotKeyFingerprint(Uint8Array.from(slotKey)));
  assert.notEqual(slotKeyFingerprint(slotKey), slotKeyFingerprint(newSlotKey()));
  assert.ok(!Buffer.from(slotKey).toString('hex').includes(slotKeyFingerprint(slotKey)));
});
