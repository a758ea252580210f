// The file of a server: locked while it is open, readable by its owner alone, and its key material all or nothing.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { AppError } from '../../base/errors.ts';
import type { KeyMaterial } from '../key-material.ts';
import { SqliteFile } from './open.ts';

const MATERIAL: KeyMaterial = {
  slots: [
    {
      id: 'slot',
      kind: 'key-file',
      params: { instanceId: 'instance', fingerprint: '0123456789abcdef' },
      sealedRoot: Uint8Array.of(0, 1, 255),
    },
  ],
  keyring: [
    { purpose: 'kek', term: 1, active: false, sealed: Uint8Array.of(1) },
    { purpose: 'kek', term: 2, active: true, sealed: Uint8Array.of(2) },
    { purpose: 'row-mac', term: 1, active: true, sealed: Uint8Array.of(3) },
  ],
};

function temporaryPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-open-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'a.db');
}

/** The same with plain bytes. */
function plain({ slots, keyring }: KeyMaterial): KeyMaterial {
  return {
    slots: slots.map((slot) => ({ ...slot, sealedRoot: Uint8Array.from(slot.sealedRoot) })),
    keyring: keyring.map((key) => ({ ...key, sealed: Uint8Array.from(key.sealed) })),
  };
}

test('key material is null in a new file, and comes back as it was written', (t) => {
  const path = temporaryPath(t);
  const file = SqliteFile.open(path);
  assert.equal(file.readKeyMaterial(), null);
  file.initialize(MATERIAL, 1);
  file.close();
  const again = SqliteFile.open(path);
  assert.deepEqual(plain(again.readKeyMaterial() ?? { slots: [], keyring: [] }), MATERIAL);
  again.close();
});

test('key material that cannot be written whole is not written at all', (t) => {
  const file = SqliteFile.open(temporaryPath(t));
  const [key] = MATERIAL.keyring;
  assert.ok(key !== undefined);
  assert.throws(() => file.initialize({ ...MATERIAL, keyring: [key, key] }, 1));
  assert.equal(file.readKeyMaterial(), null);
  file.initialize(MATERIAL, 1);
  file.close();
});

test('a second server on the file is refused; a refused file is not left locked', (t) => {
  const path = temporaryPath(t);
  const refused = (pattern: RegExp) => (error: unknown) =>
    error instanceof AppError && error.code === 'unavailable' && pattern.test(error.message);
  const file = SqliteFile.open(path);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.throws(() => SqliteFile.open(path), refused(/Another Polyvault server uses/));
  file.close();
  const db = new DatabaseSync(path);
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  db.exec('PRAGMA user_version = 9999');
  assert.throws(() => SqliteFile.open(path), refused(/Use a newer server/));
  assert.throws(() => SqliteFile.open(path), refused(/Use a newer server/));
  db.exec(`PRAGMA user_version = ${version}`);
  db.close();
  SqliteFile.open(path).close();
});
