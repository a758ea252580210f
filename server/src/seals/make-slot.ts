// Makes a slot for a root key: its parameters, its key, and the root key wrapped under that. What it is made from is
// never stored.
import { newId } from '../base/ids.ts';
import { SecretText } from '../base/secret-text.ts';
import type { NewSlot } from '../core/ports/index.ts';
import {
  newPassphraseParameters,
  newSlotKey,
  sealRootKey,
  slotKeyFingerprint,
  splitSlotKey,
} from '../crypto/index.ts';
import type { RootKey } from '../crypto/index.ts';
import type { SealSlot } from '../core/ports/index.ts';
import { deriveSlotKey } from './slot-key.ts';

/** The slot, and the shares that go to people where it is of shares. */
export async function makeSlot(
  rootKey: RootKey,
  instanceId: string,
  input: NewSlot,
): Promise<{ readonly slot: SealSlot; readonly shares: readonly SecretText[] }> {
  const id = newId();
  const bare = {
    id,
    kind: input.kind,
    params: { instanceId, fingerprint: '' },
    sealedRoot: new Uint8Array(),
  };
  if (input.kind === 'shares') {
    const slotKey = newSlotKey();
    const { count, threshold } = input;
    const { texts, parameters } = await splitSlotKey(slotKey, id, { shares: count, threshold });
    const params = { ...bare.params, fingerprint: slotKeyFingerprint(slotKey), shares: parameters };
    const sealedRoot = sealRootKey(rootKey, slotKey, instanceId, id);
    return { slot: { ...bare, params, sealedRoot }, shares: texts.map((text) => new SecretText(text)) };
  }
  const withPassphrase = 'passphrase' in input ? { passphrase: newPassphraseParameters() } : {};
  const unsealed = { ...bare, params: { ...bare.params, ...withPassphrase } };
  const slotKey = await deriveSlotKey(unsealed, input);
  const fingerprint = slotKeyFingerprint(slotKey);
  const sealedRoot = sealRootKey(rootKey, slotKey, instanceId, id);
  return { slot: { ...unsealed, params: { ...unsealed.params, fingerprint }, sealedRoot }, shares: [] };
}
