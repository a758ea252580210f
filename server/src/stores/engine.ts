// What the composition root needs of a database engine before and around its store: the sealed keys, the store, and
// the end. One of them is chosen by POLYVAULT_DATABASE_URL.
import type { Store } from '../core/ports/index.ts';
import type { SealedKeyringKey } from '../crypto/index.ts';
import type { KeyMaterial } from './key-material.ts';

type Awaitable<T> = T | Promise<T>;

export interface Engine {
  /** Null for a store that was never initialized. */
  readKeyMaterial(): Awaitable<KeyMaterial | null>;
  /** Writes the first key material of a new store, all or nothing. */
  initialize(material: KeyMaterial, now: number): Awaitable<void>;
  /** Keys for purposes that came with a later version, all or none. */
  addKeys(keys: readonly SealedKeyringKey[], now: number): Awaitable<void>;
  store(): Awaitable<Store>;
  /** The start is over: what nodes do one after the other when they start, the next one may do now. */
  started(): Awaitable<void>;
  /** After the store is closed. */
  close(): Awaitable<void>;
}
