// The outer half of the key hierarchy: root key -> keyring -> space keys, row MACs and sealed credentials.
// Keyring keys have a purpose and a term; exactly one term of a purpose is active, older ones still open.
import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import { fromUtf8, lengthPrefixed, utf8 } from '../base/bytes.ts';
import { AppError } from '../base/errors.ts';
import { openBytes, sealBytes } from './aead.ts';
import type { SpaceKey } from './envelope.ts';
import { NoteKey } from './signed-note.ts';

/**
 * `kek` wraps space keys, `row-mac` signs rows, `credential` seals secrets that the server has to replay, `audit-sign`
 * is the seed of the Ed25519 key that signs checkpoints of the audit log.
 */
export const KEY_PURPOSES = ['kek', 'row-mac', 'credential', 'audit-sign'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** Purposes that stores of older versions lack; they get them at their next start. */
const ADDED_LATER: readonly KeyPurpose[] = ['audit-sign'];

/** A keyring key as it is stored: sealed under the root key. */
export interface SealedKeyringKey {
  readonly purpose: KeyPurpose;
  readonly term: number;
  readonly active: boolean;
  readonly sealed: Uint8Array;
}

/** A column's value as a row MAC sees it. */
export type MacValue = string | number | null | Uint8Array;

/** The root key in memory. It comes from a seal and leaves this room never. */
export class RootKey {
  readonly key: KeyObject;

  constructor(bytes: Uint8Array) {
    if (bytes.length !== 32) throw new TypeError('A root key has 32 bytes.');
    this.key = createSecretKey(bytes);
  }

  static generate(): RootKey {
    return new RootKey(randomBytes(32));
  }

  equals(other: RootKey): boolean {
    return this.key.equals(other.key);
  }
}

interface Ring {
  readonly active: number;
  readonly keys: ReadonlyMap<number, KeyObject>;
}

export class Keyring {
  readonly instanceId: string;
  #rings: ReadonlyMap<KeyPurpose, Ring>;
  /** Terms that are about to go: they still open, but nothing that was made under them may be written any more. */
  #leaving: ReadonlySet<string> = new Set();
  readonly #noteKeys = new Map<number, NoteKey>();

  private constructor(instanceId: string, rings: ReadonlyMap<KeyPurpose, Ring>) {
    this.instanceId = instanceId;
    this.#rings = rings;
  }

  /** New keys of term 1 for each purpose, sealed under the root key, to be stored by the caller. */
  static create(rootKey: RootKey, instanceId: string): readonly SealedKeyringKey[] {
    return KEY_PURPOSES.map((purpose) => newKey(rootKey, instanceId, purpose));
  }

  /** The rows with a new active term of a purpose behind them; the terms that are there only open from then on. */
  static withNewTerm(
    rootKey: RootKey,
    instanceId: string,
    rows: readonly SealedKeyringKey[],
    purpose: KeyPurpose,
  ): readonly SealedKeyringKey[] {
    const own = rows.filter((row) => row.purpose === purpose);
    const term = Math.max(0, ...own.map((row) => row.term)) + 1;
    const others = rows.map((row) => (row.purpose === purpose ? { ...row, active: false } : row));
    return [...others, newKey(rootKey, instanceId, purpose, term)];
  }

  /** The same keys sealed under another root key. `decrypt-failed` when `from` is not the one that sealed them. */
  static reseal(
    from: RootKey,
    to: RootKey,
    instanceId: string,
    rows: readonly SealedKeyringKey[],
  ): readonly SealedKeyringKey[] {
    return rows.map((row) => {
      const binding = keyringBinding(instanceId, row.purpose, row.term);
      const bytes = openBytes(from.key, row.sealed, binding);
      const sealed = sealBytes(to.key, bytes, binding);
      bytes.fill(0);
      return { ...row, sealed };
    });
  }

  /** Keys for the purposes that the store of an older version lacks; usually none. */
  static missing(
    rootKey: RootKey,
    instanceId: string,
    rows: readonly SealedKeyringKey[],
  ): readonly SealedKeyringKey[] {
    return ADDED_LATER.filter((purpose) => rows.every((row) => row.purpose !== purpose)).map((purpose) =>
      newKey(rootKey, instanceId, purpose),
    );
  }

  /**
   * `decrypt-failed` when the root key is not the one that sealed them; `integrity-failed` when a purpose is absent that
   * every store has.
   */
  static open(rootKey: RootKey, instanceId: string, rows: readonly SealedKeyringKey[]): Keyring {
    return new Keyring(instanceId, openRings(rootKey, instanceId, rows));
  }

  /** Takes over the stored keys after they were changed, all at once; nothing is left leaving. */
  reload(rootKey: RootKey, rows: readonly SealedKeyringKey[]): void {
    this.#rings = openRings(rootKey, this.instanceId, rows);
    this.#leaving = new Set();
  }

  /** The terms of a purpose, the active one last. */
  terms(purpose: KeyPurpose): readonly number[] {
    const { active, keys } = this.#ring(purpose);
    return [...keys.keys()].sort((a, b) => Number(a === active) - Number(b === active) || a - b);
  }

  /** From now on nothing that was made under these terms counts as current, until `reload`. */
  leave(purpose: KeyPurpose, terms: readonly number[]): void {
    this.#leaving = new Set([...this.#leaving, ...terms.map((term) => `${purpose}.${term}`)]);
  }

  /** Takes `leave` back. */
  stay(): void {
    this.#leaving = new Set();
  }

  /** Whether what was made under this term may be written. */
  isCurrent(purpose: KeyPurpose, term: number): boolean {
    return !this.#leaving.has(`${purpose}.${term}`) && this.#rings.get(purpose)?.keys.has(term) === true;
  }

  /** The same space key wrapped under the active key-encryption key. */
  rewrapSpaceKey(
    spaceId: string,
    term: number,
    wrapped: Uint8Array,
  ): { readonly kekTerm: number; readonly wrappedKey: Uint8Array } {
    const bytes = openBytes(this.#key('kek', term), wrapped, this.#spaceBinding(spaceId, term));
    const kekTerm = this.#ring('kek').active;
    const wrappedKey = sealBytes(this.#key('kek', kekTerm), bytes, this.#spaceBinding(spaceId, kekTerm));
    bytes.fill(0);
    return { kekTerm, wrappedKey };
  }

  /** A new space key, wrapped under the active key-encryption key. */
  createSpaceKey(spaceId: string): { readonly kekTerm: number; readonly wrappedKey: Uint8Array } {
    const kekTerm = this.#ring('kek').active;
    const wrappedKey = sealBytes(
      this.#key('kek', kekTerm),
      randomBytes(32),
      this.#spaceBinding(spaceId, kekTerm),
    );
    return { kekTerm, wrappedKey };
  }

  openSpaceKey(spaceId: string, kekTerm: number, wrappedKey: Uint8Array): SpaceKey {
    const opened = openBytes(this.#key('kek', kekTerm), wrappedKey, this.#spaceBinding(spaceId, kekTerm));
    return { spaceId, key: createSecretKey(opened) };
  }

  /** Seals a credential that the server must be able to replay, bound to its owner's id. */
  sealCredential(ownerId: string, text: string): { readonly term: number; readonly sealed: Uint8Array } {
    const term = this.#ring('credential').active;
    const sealed = sealBytes(
      this.#key('credential', term),
      utf8(text),
      this.#credentialBinding(ownerId, term),
    );
    return { term, sealed };
  }

  openCredential(ownerId: string, term: number, sealed: Uint8Array): string {
    return fromUtf8(openBytes(this.#key('credential', term), sealed, this.#credentialBinding(ownerId, term)));
  }

  /** The term under which new row MACs are made. */
  get rowMacTerm(): number {
    return this.#ring('row-mac').active;
  }

  /** HMAC-SHA-256 over the table's name and every value with its column and type, in the order given. */
  rowMac(term: number, table: string, columns: readonly (readonly [string, MacValue])[]): Uint8Array {
    const parts: (string | Uint8Array)[] = ['polyvault-row', '1', this.instanceId, table];
    for (const [name, value] of columns) parts.push(name, ...typed(value));
    return createHmac('sha256', this.#key('row-mac', term)).update(lengthPrefixed(parts)).digest();
  }

  rowMacMatches(
    mac: Uint8Array,
    term: number,
    table: string,
    columns: readonly (readonly [string, MacValue])[],
  ): boolean {
    if (!this.#ring('row-mac').keys.has(term)) return false;
    const expected = this.rowMac(term, table, columns);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }

  /** The term under which checkpoints are signed now. */
  get auditSignTerm(): number {
    return this.#ring('audit-sign').active;
  }

  /** A text as a C2SP signed note under a name. */
  signAuditNote(term: number, name: string, text: string): string {
    return this.#noteKey(term).sign(name, text);
  }

  /** The text of a note that a key of this keyring signed under this name, or null. */
  openAuditNote(name: string, note: string): string | null {
    for (const term of this.#ring('audit-sign').keys.keys()) {
      const text = this.#noteKey(term).open(name, note);
      if (text !== null) return text;
    }
    return null;
  }

  /** The verifier keys of all terms, the active one first. */
  auditVerifiers(name: string): readonly string[] {
    const { active, keys } = this.#ring('audit-sign');
    const terms = [...keys.keys()].sort((a, b) => Number(b === active) - Number(a === active) || b - a);
    return terms.map((term) => this.#noteKey(term).verifier(name));
  }

  #noteKey(term: number): NoteKey {
    let key = this.#noteKeys.get(term);
    if (key === undefined) {
      const seed = this.#key('audit-sign', term).export();
      key = new NoteKey(seed);
      seed.fill(0);
      this.#noteKeys.set(term, key);
    }
    return key;
  }

  #ring(purpose: KeyPurpose): Ring {
    const ring = this.#rings.get(purpose);
    if (ring === undefined) throw new AppError('internal', `There is no ${purpose} key.`);
    return ring;
  }

  #key(purpose: KeyPurpose, term: number): KeyObject {
    const key = this.#ring(purpose).keys.get(term);
    if (key === undefined) throw new AppError('decrypt-failed', 'Stored data could not be decrypted.');
    return key;
  }

  #spaceBinding(spaceId: string, kekTerm: number) {
    return { purpose: 'space-key', instanceId: this.instanceId, keyId: `kek.${kekTerm}`, ids: [spaceId] };
  }

  #credentialBinding(ownerId: string, term: number) {
    return {
      purpose: 'credential',
      instanceId: this.instanceId,
      keyId: `credential.${term}`,
      ids: [ownerId],
    };
  }
}

function openRings(
  rootKey: RootKey,
  instanceId: string,
  rows: readonly SealedKeyringKey[],
): ReadonlyMap<KeyPurpose, Ring> {
  const rings = new Map<KeyPurpose, Ring>();
  for (const purpose of KEY_PURPOSES) {
    const own = rows.filter((row) => row.purpose === purpose);
    const active = own.find((row) => row.active);
    if (own.length === 0 && ADDED_LATER.includes(purpose)) continue;
    if (active === undefined) {
      throw new AppError('integrity-failed', `The keyring has no active ${purpose} key.`);
    }
    const keys = own.map((row) => {
      const opened = openBytes(rootKey.key, row.sealed, keyringBinding(instanceId, purpose, row.term));
      return [row.term, createSecretKey(opened)] as const;
    });
    rings.set(purpose, { active: active.term, keys: new Map(keys) });
  }
  return rings;
}

function newKey(rootKey: RootKey, instanceId: string, purpose: KeyPurpose, term = 1): SealedKeyringKey {
  const sealed = sealBytes(rootKey.key, randomBytes(32), keyringBinding(instanceId, purpose, term));
  return { purpose, term, active: true, sealed };
}

function keyringBinding(instanceId: string, purpose: KeyPurpose, term: number) {
  return { purpose: 'keyring', instanceId, keyId: 'root', ids: [purpose, String(term)] };
}

function typed(value: MacValue): readonly (string | Uint8Array)[] {
  if (value === null) return ['null', ''];
  if (typeof value === 'string') return ['text', value];
  if (typeof value === 'number') return ['integer', String(value)];
  return ['bytes', value];
}
