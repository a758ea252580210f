// What a store keeps of its keys: seal slots and the keyring, all of it sealed.
import type { SealedKeyringKey } from '../crypto/index.ts';

/** One way to the root key. `params` names the instance and whatever the kind of seal needs; nothing secret. */
export interface SealSlot {
  readonly id: string;
  readonly kind: string;
  readonly params: { readonly instanceId: string; readonly fingerprint: string };
  readonly sealedRoot: Uint8Array;
}

export interface KeyMaterial {
  readonly slots: readonly SealSlot[];
  readonly keyring: readonly SealedKeyringKey[];
}
