// The frozen vectors of docs/crypto-format.md: what was sealed once opens for ever, and the bytes never change.
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { associatedData, openBytes, sealBytes } from './aead.ts';
import type { Binding } from './aead.ts';
import { leafHash } from './digest.ts';
import { openFields } from './envelope.ts';
import { Keyring } from './keyring.ts';
import { MerkleFrontier } from './merkle.ts';
import type { KeyPurpose, MacValue } from './keyring.ts';
import { openRootKey, slotKeyFingerprint } from './seal-slot.ts';
import { NoteKey } from './signed-note.ts';
import { tokenHash } from './tokens.ts';

interface Vectors {
  readonly aead: readonly {
    readonly key: string;
    readonly nonce: string;
    readonly binding: Binding;
    readonly associatedData: string;
    readonly plaintext: string;
    readonly sealed: string;
  }[];
  readonly hierarchy: {
    readonly instanceId: string;
    readonly slotId: string;
    readonly slotKey: string;
    readonly fingerprint: string;
    readonly sealedRoot: string;
    readonly keyring: readonly {
      readonly purpose: KeyPurpose;
      readonly term: number;
      readonly sealed: string;
    }[];
    readonly spaceId: string;
    readonly wrappedSpaceKey: string;
    readonly secretId: string;
    readonly version: number;
    readonly wrappedVersionKey: string;
    readonly sealedFields: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly credential: {
      readonly ownerId: string;
      readonly term: number;
      readonly sealed: string;
      readonly text: string;
    };
    readonly auditSign: {
      readonly purpose: KeyPurpose;
      readonly term: number;
      readonly sealed: string;
      readonly origin: string;
      readonly verifier: string;
      readonly checkpoint: string;
    };
    readonly rowMac: {
      readonly table: string;
      readonly columns: readonly (readonly [string, 'text' | 'integer' | 'null' | 'bytes', string])[];
      readonly mac: string;
    };
  };
  readonly merkle: { readonly leaves: readonly string[]; readonly roots: readonly string[] };
  readonly notes: readonly {
    readonly seed: string;
    readonly name: string;
    readonly text: string;
    readonly verifier: string;
    readonly note: string;
  }[];
  readonly tokens: readonly { readonly text: string; readonly sha256: string | null }[];
  readonly leaves: readonly { readonly data: string; readonly hash: string }[];
}

const path = new URL('../../../conformance/crypto/vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors;
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('sealed bytes are what they were', () => {
  assert.ok(vectors.aead.length > 0);
  for (const vector of vectors.aead) {
    const key = createSecretKey(hex(vector.key));
    assert.equal(toHex(associatedData(vector.binding)), vector.associatedData);
    const sealed = sealBytes(key, hex(vector.plaintext), vector.binding, hex(vector.nonce));
    assert.equal(toHex(sealed), vector.sealed);
    assert.equal(toHex(openBytes(key, sealed, vector.binding)), vector.plaintext);
  }
});

test('a key file opens the whole hierarchy down to the fields', () => {
  const { hierarchy } = vectors;
  const slotKey = hex(hierarchy.slotKey);
  assert.equal(slotKeyFingerprint(slotKey), hierarchy.fingerprint);
  const rootKey = openRootKey(slotKey, hierarchy.instanceId, hierarchy.slotId, hex(hierarchy.sealedRoot));
  const rows = hierarchy.keyring.map((row) => ({ ...row, active: true, sealed: hex(row.sealed) }));
  const keyring = Keyring.open(rootKey, hierarchy.instanceId, rows);
  const spaceKey = keyring.openSpaceKey(hierarchy.spaceId, 1, hex(hierarchy.wrappedSpaceKey));
  const { instanceId, spaceId, secretId, version } = hierarchy;
  const fields = openFields(
    spaceKey,
    { instanceId, spaceId, secretId, version },
    { wrappedKey: hex(hierarchy.wrappedVersionKey), sealed: hex(hierarchy.sealedFields) },
  );
  assert.deepEqual(Object.fromEntries(fields), hierarchy.fields);
  const { credential, rowMac } = hierarchy;
  assert.equal(
    keyring.openCredential(credential.ownerId, credential.term, hex(credential.sealed)),
    credential.text,
  );
  const columns = rowMac.columns.map(([name, type, text]): readonly [string, MacValue] => [
    name,
    type === 'null' ? null : type === 'integer' ? Number(text) : type === 'bytes' ? hex(text) : text,
  ]);
  assert.equal(toHex(keyring.rowMac(1, rowMac.table, columns)), rowMac.mac);
});

test('tokens hash as they did, and a wrong checksum is no token', () => {
  assert.ok(vectors.tokens.some(({ sha256 }) => sha256 === null));
  for (const { text, sha256 } of vectors.tokens) {
    const hash = tokenHash(text);
    assert.equal(hash === null ? null : toHex(hash), sha256);
  }
});

test('audit leaves hash as they did', () => {
  for (const { data, hash } of vectors.leaves) assert.equal(toHex(leafHash(data)), hash);
});

test('the key that signs checkpoints opens, and signs as it did', () => {
  const { slotKey, instanceId, slotId, sealedRoot, keyring: rows, auditSign } = vectors.hierarchy;
  const rootKey = openRootKey(hex(slotKey), instanceId, slotId, hex(sealedRoot));
  const all = [...rows, auditSign].map(({ purpose, term, sealed }) => ({
    purpose,
    term,
    active: true,
    sealed: hex(sealed),
  }));
  const keyring = Keyring.open(rootKey, instanceId, all);
  const { origin, verifier, checkpoint } = auditSign;
  assert.deepEqual(keyring.auditVerifiers(origin), [verifier]);
  const text = keyring.openAuditNote(origin, checkpoint);
  assert.ok(text !== null);
  assert.equal(keyring.signAuditNote(1, origin, text), checkpoint);
  const older = Keyring.missing(
    rootKey,
    instanceId,
    all.filter(({ purpose }) => purpose !== 'audit-sign'),
  );
  assert.ok(older.some(({ purpose }) => purpose === 'audit-sign'));
});

test('signed notes and tree roots are those of C2SP signed-note and of RFC 6962 as others make them', () => {
  for (const { seed, name, text, verifier, note } of vectors.notes) {
    const key = new NoteKey(hex(seed));
    assert.equal(key.verifier(name), verifier);
    assert.equal(key.sign(name, text), note);
    assert.equal(key.open(name, note), text);
  }
  const { leaves, roots } = vectors.merkle;
  const tree = new MerkleFrontier();
  for (const [index, leaf] of leaves.entries()) {
    tree.append(leafHash(Buffer.from(leaf, 'hex').toString('latin1')));
    assert.equal(toHex(tree.root()), roots[index]);
  }
});
