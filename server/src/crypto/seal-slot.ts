// A seal slot holds the root key wrapped under a key that a seal provides (a key file, later others).
// Several slots may open the same root key; the fingerprint names a key without telling it.
import { createHash, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';

import { lengthPrefixed } from '../base/bytes.ts';
import { openBytes, sealBytes } from './aead.ts';
import { RootKey } from './keyring.ts';

/** 32 fresh bytes for a key file. */
export function newSlotKey(): Uint8Array {
  return randomBytes(32);
}

/** 16 hexadecimal digits that identify a slot key to people; safe to print. */
export function slotKeyFingerprint(slotKey: Uint8Array): string {
  return createHash('sha256')
    .update(lengthPrefixed(['polyvault-slot-key', slotKey]))
    .digest('hex')
    .slice(0, 16);
}

/** A new root key together with its wrapping for one slot. */
export function createRootKey(
  slotKey: Uint8Array,
  instanceId: string,
  slotId: string,
): { readonly rootKey: RootKey; readonly sealedRoot: Uint8Array } {
  const rootKey = RootKey.generate();
  return { rootKey, sealedRoot: sealRootKey(rootKey, slotKey, instanceId, slotId) };
}

/** The root key wrapped for one more slot. */
export function sealRootKey(
  rootKey: RootKey,
  slotKey: Uint8Array,
  instanceId: string,
  slotId: string,
): Uint8Array {
  const bytes = rootKey.key.export();
  const sealed = sealBytes(wrappingKey(slotKey, instanceId, slotId), bytes, slotBinding(instanceId, slotId));
  bytes.fill(0);
  return sealed;
}

/** `decrypt-failed` when the slot key is not the one that sealed the root key. */
export function openRootKey(
  slotKey: Uint8Array,
  instanceId: string,
  slotId: string,
  sealedRoot: Uint8Array,
): RootKey {
  const bytes = openBytes(
    wrappingKey(slotKey, instanceId, slotId),
    sealedRoot,
    slotBinding(instanceId, slotId),
  );
  const rootKey = new RootKey(bytes);
  bytes.fill(0);
  return rootKey;
}

function wrappingKey(slotKey: Uint8Array, instanceId: string, slotId: string) {
  const info = lengthPrefixed(['polyvault-slot', '1', slotId]);
  return createSecretKey(Buffer.from(hkdfSync('sha256', slotKey, instanceId, info, 32)));
}

function slotBinding(instanceId: string, slotId: string) {
  return { purpose: 'root-key', instanceId, keyId: 'slot', ids: [slotId] };
}
