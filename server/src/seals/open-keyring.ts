// From a store's key material to its open keyring, through the key file; makes both for a new store.
import { AppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { SecretText } from '../base/secret-text.ts';
import {
  Keyring,
  createRootKey,
  openRootKey,
  parseSlotKey,
  slotKeyFingerprint,
  slotKeyText,
} from '../crypto/index.ts';
import type { RootKey } from '../crypto/index.ts';
import { createKeyFile, keyFileExists, readKeyFile } from './key-file.ts';
import type { OpenedSlot } from './slot-key.ts';
import type { KeyMaterial, KeyStore, SlotSecret } from '../core/ports/index.ts';

export interface OpenedKeyring {
  readonly keyring: Keyring;
  readonly rootKey: RootKey;
  readonly isNew: boolean;
  /** Purposes that this start added to the store of an older version. */
  readonly addedPurposes: readonly string[];
  /** For people: which key opened the store. */
  readonly fingerprint: string;
}

/** What a server can open its store with alone. */
export interface StartKeys {
  readonly keyFile: string;
  /** A key line from the environment or a credential of the service manager; null for none. */
  readonly key: SecretText | null;
}

/** Kinds of slots that somebody has to bring something for. */
const BROUGHT = ['passphrase', 'key-file-and-passphrase', 'shares'];

/**
 * Opens the keyring, or creates key file and keyring for a new store. Null when nothing at hand opens it, but somebody
 * could: the server is sealed then. A key file is never made for a store that exists, and a file that is there already
 * is used for a new store as it is (a start that was cut off made it). Throws `unavailable` that names the file, and the
 * keys, when they do not belong together and nothing else would help.
 */
export async function openAtStart(
  store: KeyStore,
  { keyFile, key }: StartKeys,
  now: number,
): Promise<OpenedKeyring | null> {
  const material = await store.readKeyMaterial();
  if (material === null) {
    if (key !== null) return createKeyring(store, 'environment', keyOf(key), now);
    const slotKey = keyFileExists(keyFile) ? readKeyFile(keyFile) : createKeyFile(keyFile);
    return createKeyring(store, 'key-file', slotKey, now);
  }
  if (key !== null) {
    const opened = await openWithKey(store, material, 'environment', keyOf(key), now);
    if (opened !== null) return opened;
  }
  const helpers = material.slots.some(({ kind }) => BROUGHT.includes(kind));
  if (helpers && !keyFileExists(keyFile)) return null;
  const slotKey = readKeyFile(keyFile);
  const opened = await openWithKey(store, material, 'key-file', slotKey, now);
  if (opened !== null || helpers) return opened;
  const wanted = material.slots.map(({ params }) => params.fingerprint).join(' or ');
  throw new AppError(
    'unavailable',
    `The key file ${keyFile} holds key ${slotKeyFingerprint(slotKey)}, but this store is sealed with key ${wanted}. Put back the key file of this store.`,
  );
}

/** As `openAtStart` with a key file alone; `sealed` where that gives null. */
export async function openKeyring(store: KeyStore, keyFile: string, now: number): Promise<OpenedKeyring> {
  const opened = await openAtStart(store, { keyFile, key: null }, now);
  if (opened === null) throw new AppError('sealed', 'The store is sealed.');
  return opened;
}

/** The keys of the slots that `openAtStart` would use, as they are now. */
export function startSecrets({ keyFile, key }: StartKeys): readonly SlotSecret[] {
  const secrets: SlotSecret[] = key === null ? [] : [{ kind: 'environment', key }];
  if (!keyFileExists(keyFile)) return secrets;
  return [...secrets, { kind: 'key-file', key: new SecretText(slotKeyText(readKeyFile(keyFile))) }];
}

/** The keyring behind a root key that somebody's secret has opened. */
export async function openWithRoot(
  store: KeyStore,
  { slot, rootKey }: Pick<OpenedSlot, 'slot' | 'rootKey'>,
  now: number,
): Promise<OpenedKeyring> {
  const material = await store.readKeyMaterial();
  if (material === null) throw new AppError('integrity-failed', 'The store has lost its sealed keys.');
  return openMaterial(store, material, rootKey, slot.params, now);
}

async function openWithKey(
  store: KeyStore,
  material: KeyMaterial,
  wanted: 'key-file' | 'environment',
  slotKey: Uint8Array,
  now: number,
): Promise<OpenedKeyring | null> {
  const fingerprint = slotKeyFingerprint(slotKey);
  const slot = material.slots.find(
    ({ kind, params }) => kind === wanted && params.fingerprint === fingerprint,
  );
  if (slot === undefined) return null;
  try {
    const rootKey = openRootKey(slotKey, slot.params.instanceId, slot.id, slot.sealedRoot);
    return await openMaterial(store, material, rootKey, slot.params, now);
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `The key ${fingerprint} is the right one, but the sealed keys in the database do not open: the database was changed or damaged. Restore it from a backup.`,
      { cause },
    );
  }
}

async function openMaterial(
  store: KeyStore,
  material: KeyMaterial,
  rootKey: RootKey,
  { instanceId, fingerprint }: { readonly instanceId: string; readonly fingerprint: string },
  now: number,
): Promise<OpenedKeyring> {
  const added = Keyring.missing(rootKey, instanceId, material.keyring);
  const keyring = Keyring.open(rootKey, instanceId, [...material.keyring, ...added]);
  if (added.length > 0) await store.addKeys(added, now);
  const addedPurposes = added.map(({ purpose }) => purpose);
  return { keyring, rootKey, isNew: false, addedPurposes, fingerprint };
}

async function createKeyring(
  store: KeyStore,
  kind: 'key-file' | 'environment',
  slotKey: Uint8Array,
  now: number,
): Promise<OpenedKeyring> {
  const fingerprint = slotKeyFingerprint(slotKey);
  const instanceId = newId();
  const slotId = newId();
  const { rootKey, sealedRoot } = createRootKey(slotKey, instanceId, slotId);
  const keys = Keyring.create(rootKey, instanceId);
  const slot = { id: slotId, kind, params: { instanceId, fingerprint }, sealedRoot };
  await store.initialize({ slots: [slot], keyring: keys }, now);
  const keyring = Keyring.open(rootKey, instanceId, keys);
  return { keyring, rootKey, isNew: true, addedPurposes: [], fingerprint };
}

function keyOf(key: SecretText): Uint8Array {
  const bytes = parseSlotKey(key.reveal());
  if (bytes === null) {
    throw new AppError('unavailable', 'POLYVAULT_SEAL_KEY is not the whole line of a Polyvault key file.');
  }
  return bytes;
}
