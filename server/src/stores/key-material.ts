// What a store keeps of its keys: seal slots and the keyring, all of it sealed.
export type { KeyMaterial, KeyStore, SealSlot } from '../core/ports/index.ts';
