// AES-256-GCM and nothing else: a random 96-bit nonce, a full 128-bit tag, and associated data that binds every
// ciphertext to its place. Sealed bytes are nonce, ciphertext, tag. Frozen in docs/crypto-format.md.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { lengthPrefixed } from '../base/bytes.ts';
import { AppError } from '../base/errors.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = '1';

/** What a ciphertext is bound to: `purpose` and the ids of its row, `keyId` names the sealing key and its term. */
export interface Binding {
  readonly purpose: string;
  readonly instanceId: string;
  readonly keyId: string;
  readonly ids: readonly string[];
}

/** Associated data: each part behind its length, so that no two bindings share their bytes. */
export function associatedData(binding: Binding): Uint8Array {
  return lengthPrefixed([
    'polyvault',
    FORMAT,
    ALGORITHM,
    binding.purpose,
    binding.instanceId,
    binding.keyId,
    ...binding.ids,
  ]);
}

/** Seals under a 256-bit key. `nonce` is for test vectors only. */
export function sealBytes(
  key: KeyObject,
  plaintext: Uint8Array,
  binding: Binding,
  nonce: Uint8Array = randomBytes(NONCE_BYTES),
): Uint8Array {
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(binding));
  const head = cipher.update(plaintext);
  const tail = cipher.final();
  return Buffer.concat([nonce, head, tail, cipher.getAuthTag()]);
}

/** Opens what sealBytes made. `decrypt-failed`, without a reason, when a key, a binding or a bit differs. */
export function openBytes(key: KeyObject, sealed: Uint8Array, binding: Binding): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw decryptFailed();
  const end = sealed.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associatedData(binding));
    decipher.setAuthTag(sealed.subarray(end));
    const head = decipher.update(sealed.subarray(NONCE_BYTES, end));
    const tail = decipher.final();
    return tail.length === 0 ? head : Buffer.concat([head, tail]);
  } catch {
    throw decryptFailed();
  }
}

function decryptFailed(): AppError {
  return new AppError('decrypt-failed', 'Stored data could not be decrypted.');
}
