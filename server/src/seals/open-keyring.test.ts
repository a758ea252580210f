// From key file to keyring on a real store: made once, opened by its own key alone, and never quietly made anew.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { AppError } from '../base/errors.ts';
import type { KeyStore } from '../core/ports/index.ts';
import type { SealedKeyringKey } from '../crypto/index.ts';
import { createKeyFile } from './key-file.ts';
import { openKeyring } from './open-keyring.ts';

type Material = NonNullable<Awaited<ReturnType<KeyStore['readKeyMaterial']>>>;

/** A store's key material in memory, as one value that can be replaced by hand. */
class Materials implements KeyStore {
  material: Material | null = null;

  readKeyMaterial(): Material | null {
    return this.material;
  }

  initialize(material: Material): void {
    this.material = material;
  }

  replaceKeys(material: Material): void {
    this.material = material;
  }

  addKeys(keys: readonly SealedKeyringKey[]): void {
    assert.ok(this.material !== null);
    this.material = { ...this.material, keyring: [...this.material.keyring, ...keys] };
  }
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-keyring-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function refusal(...patterns: readonly RegExp[]) {
  return (error: unknown) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'unavailable');
    for (const pattern of patterns) assert.match(error.message, pattern);
    return true;
  };
}

test('a new store gets a key file and a keyring, which open again', async (t) => {
  const path = join(temporaryFolder(t), 'root.key');
  const store = new Materials();
  const first = await openKeyring(store, path, 1);
  assert.ok(first.isNew && existsSync(path));
  const { wrappedKey, kekTerm } = first.keyring.createSpaceKey('space');
  const again = await openKeyring(store, path, 2);
  assert.ok(!again.isNew);
  assert.deepEqual(again.addedPurposes, []);
  assert.equal(again.fingerprint, first.fingerprint);
  assert.equal(again.keyring.instanceId, first.keyring.instanceId);
  const keys = [first, again].map(({ keyring }) => keyring.openSpaceKey('space', kekTerm, wrappedKey).key);
  assert.ok(keys[0] !== undefined && keys[1]?.equals(keys[0]));
});

test('a key file that is there seals a new store, unless it is open to others', async (t) => {
  const path = join(temporaryFolder(t), 'root.key');
  createKeyFile(path);
  chmodSync(path, 0o444);
  const store = new Materials();
  await assert.rejects(openKeyring(store, path, 1), refusal(/chmod 400/));
  assert.equal(store.material, null);
  chmodSync(path, 0o400);
  const one = await openKeyring(store, path, 1);
  const other = await openKeyring(new Materials(), path, 1);
  assert.equal(one.fingerprint, other.fingerprint);
  assert.notEqual(one.keyring.instanceId, other.keyring.instanceId);
});

test('the wrong key file is refused with both keys, a missing one is not made', async (t) => {
  const folder = temporaryFolder(t);
  const store = new Materials();
  const own = await openKeyring(store, join(folder, 'own.key'), 1);
  const foreign = await openKeyring(new Materials(), join(folder, 'foreign.key'), 1);
  await assert.rejects(
    openKeyring(store, join(folder, 'foreign.key'), 1),
    refusal(new RegExp(`holds key ${foreign.fingerprint}`), new RegExp(`sealed with key ${own.fingerprint}`)),
  );
  await assert.rejects(openKeyring(store, join(folder, 'none.key'), 1), refusal(/cannot be read/));
  assert.ok(!existsSync(join(folder, 'none.key')));
});

test('the right key on key material that was changed or mixed is a damage of its own', async (t) => {
  const path = join(temporaryFolder(t), 'root.key');
  const [store, other] = [new Materials(), new Materials()];
  await openKeyring(store, path, 1);
  await openKeyring(other, path, 1);
  const { material } = store;
  const [slot] = material?.slots ?? [];
  assert.ok(material !== null && slot !== undefined && other.material !== null);
  const changed = Uint8Array.from(slot.sealedRoot);
  changed[20] = (changed[20] ?? 0) ^ 1;
  const damages: readonly Material[] = [
    { ...material, keyring: other.material.keyring },
    { ...material, slots: other.material.slots },
    { ...material, slots: [{ ...slot, sealedRoot: changed }] },
    { ...material, slots: [{ ...slot, params: { ...slot.params, instanceId: 'other' } }] },
    { ...material, slots: [{ ...slot, id: 'other' }] },
    { ...material, keyring: material.keyring.slice(1) },
    { ...material, keyring: [] },
  ];
  for (const damage of damages) {
    store.material = damage;
    await assert.rejects(openKeyring(store, path, 1), refusal(/is the right one, but the sealed keys/));
  }
  store.material = material;
  await openKeyring(store, path, 1);
});
