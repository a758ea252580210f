// What a seal needs from a store: the sealed keys, read and replaced as a whole.
import type { PassphraseParameters, SealedKeyringKey, ShareParameters } from '../../crypto/index.ts';

/** One way to the root key. Nothing in `params` is secret. */
export interface SealSlot {
  readonly id: string;
  readonly kind: string;
  readonly params: {
    readonly instanceId: string;
    readonly fingerprint: string;
    readonly passphrase?: PassphraseParameters;
    readonly shares?: ShareParameters;
  };
  readonly sealedRoot: Uint8Array;
}

export interface KeyMaterial {
  readonly slots: readonly SealSlot[];
  readonly keyring: readonly SealedKeyringKey[];
}

type Awaitable<T> = T | Promise<T>;

export interface KeyStore {
  /** Null for a store that was never initialized. */
  readKeyMaterial(): Awaitable<KeyMaterial | null>;
  initialize(material: KeyMaterial, now: number): Awaitable<void>;
  /** Keys for purposes that came with a later version. */
  addKeys(keys: readonly SealedKeyringKey[], now: number): Awaitable<void>;
  /**
   * All of it in one transaction: what is not in `material` goes, what was there keeps its time. Absent on an engine of
   * several nodes, which would not learn of it.
   */
  replaceKeys?(material: KeyMaterial, now: number): Awaitable<void>;
}
