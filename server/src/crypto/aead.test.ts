// A sealed text opens under its own key and binding, whole and unchanged, and otherwise says nothing but "failed".
import assert from 'node:assert/strict';
import { createCipheriv, createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';

import { AppError } from '../base/errors.ts';
import { associatedData, openBytes, sealBytes } from './aead.ts';
import type { Binding } from './aead.ts';

const KEY = createSecretKey(Buffer.alloc(32, 7));
const BINDING: Binding = {
  purpose: 'fields',
  instanceId: 'instance',
  keyId: 'version',
  ids: ['space', 'secret', '1'],
};
const PLAINTEXT = Buffer.from('a short text that is sealed');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function assertFails(open: () => unknown): void {
  assert.throws(open, (error) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'decrypt-failed');
    assert.equal(error.message, 'Stored data could not be decrypted.');
    assert.deepEqual(error.details, {});
    assert.equal(error.cause, undefined);
    return true;
  });
}

test('what is sealed opens again, whatever its bytes and its binding', () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const binding = fc.record({
    purpose: text,
    instanceId: text,
    keyId: text,
    ids: fc.array(text, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), binding, (plaintext, place) => {
      const sealed = sealBytes(KEY, plaintext, place);
      assert.equal(sealed.length, NONCE_BYTES + plaintext.length + TAG_BYTES);
      assert.deepEqual([...openBytes(KEY, sealed, place)], [...plaintext]);
    }),
  );
});

test('the nonce is fresh each time', () => {
  const nonces = Array.from({ length: 500 }, () =>
    Buffer.from(sealBytes(KEY, PLAINTEXT, BINDING).subarray(0, NONCE_BYTES)).toString('hex'),
  );
  assert.equal(new Set(nonces).size, nonces.length);
});

test('every single flipped bit is noticed: in the nonce, the text and the tag', () => {
  const sealed = Buffer.from(sealBytes(KEY, PLAINTEXT, BINDING));
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    assertFails(() => openBytes(KEY, changed, BINDING));
  }
});

test('every truncation and every addition is noticed', () => {
  const sealed = sealBytes(KEY, PLAINTEXT, BINDING);
  for (let length = 0; length < sealed.length; length += 1) {
    assertFails(() => openBytes(KEY, sealed.subarray(0, length), BINDING));
    assertFails(() => openBytes(KEY, sealed.subarray(sealed.length - length), BINDING));
  }
  assertFails(() => openBytes(KEY, Buffer.concat([sealed, Buffer.of(0)]), BINDING));
});

test('a tag of fewer than 16 bytes is not taken, although it would be valid', () => {
  const nonce = Buffer.alloc(NONCE_BYTES, 1);
  for (const authTagLength of [4, 8, 12, 15]) {
    const cipher = createCipheriv('aes-256-gcm', KEY, nonce, { authTagLength });
    cipher.setAAD(associatedData(BINDING));
    const body = Buffer.concat([cipher.update(PLAINTEXT), cipher.final()]);
    assertFails(() => openBytes(KEY, Buffer.concat([nonce, body, cipher.getAuthTag()]), BINDING));
  }
});

test('another key, or another binding in any one of its members, does not open it', () => {
  const sealed = sealBytes(KEY, PLAINTEXT, BINDING);
  assertFails(() => openBytes(createSecretKey(Buffer.alloc(32, 8)), sealed, BINDING));
  const others: readonly Partial<Binding>[] = [
    { purpose: 'version-key' },
    { instanceId: 'instancE' },
    { keyId: 'space' },
    { ids: ['spacE', 'secret', '1'] },
    { ids: ['space', 'other', '1'] },
    { ids: ['space', 'secret', '2'] },
    { ids: ['secret', 'space', '1'] },
    { ids: ['space', 'secret'] },
    { ids: ['space', 'secret', '1', ''] },
    { ids: ['spacesecret', '', '1'] },
    { purpose: '', instanceId: 'fieldsinstance' },
  ];
  for (const other of others) assertFails(() => openBytes(KEY, sealed, { ...BINDING, ...other }));
  assert.deepEqual(openBytes(KEY, sealed, { ...BINDING }), PLAINTEXT);
});

test('no two bindings share their associated data', () => {
  const text = fc.string({ maxLength: 4 });
  const binding = fc.record({
    purpose: text,
    instanceId: text,
    keyId: text,
    ids: fc.array(text, { maxLength: 3 }),
  });
  const flat = ({ purpose, instanceId, keyId, ids }: Binding) =>
    JSON.stringify([purpose, instanceId, keyId, ...ids]);
  fc.assert(
    fc.property(binding, binding, (one, other) => {
      const same = Buffer.compare(associatedData(one), associatedData(other)) === 0;
      assert.equal(same, flat(one) === flat(other));
    }),
  );
});
