// From a store's key material to its open keyring, through the key file; makes both for a new store.
import { AppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { Keyring, createRootKey, openRootKey, slotKeyFingerprint } from '../crypto/index.ts';
import type { SealedKeyringKey } from '../crypto/index.ts';
import { createKeyFile, keyFileExists, readKeyFile } from './key-file.ts';

type Awaitable<T> = T | Promise<T>;

interface KeyMaterial {
  readonly slots: readonly {
    readonly id: string;
    readonly kind: string;
    readonly params: { readonly instanceId: string; readonly fingerprint: string };
    readonly sealedRoot: Uint8Array;
  }[];
  readonly keyring: readonly SealedKeyringKey[];
}

/** The part of a store that a seal needs. */
export interface KeyStore {
  /** Null for a store that was never initialized. */
  readKeyMaterial(): Awaitable<KeyMaterial | null>;
  initialize(material: KeyMaterial, now: number): Awaitable<void>;
  /** Keys for purposes that came with a later version. */
  addKeys(keys: readonly SealedKeyringKey[], now: number): Awaitable<void>;
}

export interface OpenedKeyring {
  readonly keyring: Keyring;
  readonly isNew: boolean;
  /** Purposes that this start added to the store of an older version. */
  readonly addedPurposes: readonly string[];
  /** For people: which key opened the store. */
  readonly fingerprint: string;
}

const KIND = 'key-file';

/**
 * Opens the keyring, or creates key file and keyring for a new store. A key file is never made for a store that
 * exists, and a file that is there already is used for a new store as it is (a start that was cut off made it).
 * Throws `unavailable` that names the file, and the keys, when they do not belong together.
 */
export async function openKeyring(store: KeyStore, keyFile: string, now: number): Promise<OpenedKeyring> {
  const material = await store.readKeyMaterial();
  if (material === null) return createKeyring(store, keyFile, now);
  const slotKey = readKeyFile(keyFile);
  const fingerprint = slotKeyFingerprint(slotKey);
  const slot = material.slots.find(({ kind, params }) => kind === KIND && params.fingerprint === fingerprint);
  if (slot === undefined) {
    const wanted = material.slots.map(({ params }) => params.fingerprint).join(' or ');
    throw new AppError(
      'unavailable',
      `The key file ${keyFile} holds key ${fingerprint}, but this store is sealed with key ${wanted}. Put back the key file of this store.`,
    );
  }
  const { instanceId } = slot.params;
  try {
    const rootKey = openRootKey(slotKey, instanceId, slot.id, slot.sealedRoot);
    const added = Keyring.missing(rootKey, instanceId, material.keyring);
    const keyring = Keyring.open(rootKey, instanceId, [...material.keyring, ...added]);
    if (added.length > 0) await store.addKeys(added, now);
    return { keyring, isNew: false, addedPurposes: added.map(({ purpose }) => purpose), fingerprint };
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `The key ${fingerprint} is the right one, but the sealed keys in the database do not open: the database was changed or damaged. Restore it from a backup.`,
      { cause },
    );
  }
}

async function createKeyring(store: KeyStore, keyFile: string, now: number): Promise<OpenedKeyring> {
  const slotKey = keyFileExists(keyFile) ? readKeyFile(keyFile) : createKeyFile(keyFile);
  const fingerprint = slotKeyFingerprint(slotKey);
  const instanceId = newId();
  const slotId = newId();
  const { rootKey, sealedRoot } = createRootKey(slotKey, instanceId, slotId);
  const keys = Keyring.create(rootKey, instanceId);
  const slot = { id: slotId, kind: KIND, params: { instanceId, fingerprint }, sealedRoot };
  await store.initialize({ slots: [slot], keyring: keys }, now);
  return { keyring: Keyring.open(rootKey, instanceId, keys), isNew: true, addedPurposes: [], fingerprint };
}
