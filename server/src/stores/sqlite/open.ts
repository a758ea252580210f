// Opens the SQLite file of a server: locks it, migrates it, and gives the rows that the seal needs before
// anything can be read. A new store is initialized in one transaction.
import { chmodSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

import { AppError } from '../../base/errors.ts';
import type { SealedKeyringKey, KeyPurpose } from '../../crypto/index.ts';
import type { Engine } from '../engine.ts';
import type { KeyMaterial, SealSlot } from '../key-material.ts';
import { lockDatabase } from './lock.ts';
import { migrate } from './migrate.ts';
import { openConnection } from './connection.ts';
import { refuseHalfRestored } from './draft.ts';
import { SqliteStore } from './store.ts';

export class SqliteFile implements Engine {
  readonly #path: string;
  readonly #unlock: () => void;

  private constructor(path: string, unlock: () => void) {
    this.#path = path;
    this.#unlock = unlock;
  }

  /** Throws `unavailable` when another server uses the file, when it is of a newer version, or only half restored. */
  static open(path: string): SqliteFile {
    const unlock = lockDatabase(path);
    try {
      refuseHalfRestored(path);
      const db = openConnection(path, 'writer');
      try {
        chmodSync(path, 0o600);
        migrate(db, path);
      } finally {
        db.close();
      }
    } catch (error) {
      unlock();
      throw error;
    }
    return new SqliteFile(path, unlock);
  }

  /** Null for a store that was never initialized. */
  readKeyMaterial(): KeyMaterial | null {
    return this.#with((db) => readMaterial(db, this.#path));
  }

  /** Writes the first key material of a new store, all or nothing. */
  initialize(material: KeyMaterial, now: number): void {
    this.#with((db) => {
      db.exec('BEGIN EXCLUSIVE');
      insertSlots(db, material.slots, () => now);
      insertKeys(db, material.keyring, () => now);
      db.exec('COMMIT');
    });
  }

  /** Keys for purposes that came with a later version, all or none. */
  addKeys(keys: readonly SealedKeyringKey[], now: number): void {
    this.#with((db) => {
      db.exec('BEGIN EXCLUSIVE');
      insertKeys(db, keys, () => now);
      db.exec('COMMIT');
    });
  }

  /** All key material in one transaction: what is not in it goes, what was there keeps its time. */
  replaceKeys(material: KeyMaterial, now: number): void {
    this.#with((db) => {
      db.exec('BEGIN IMMEDIATE');
      const times = new Map<string, number>();
      for (const { id, created_at } of db.prepare('SELECT id, created_at FROM seal_slots').all()) {
        times.set(String(id), Number(created_at));
      }
      const keys = db.prepare('SELECT purpose, term, created_at FROM keyring_keys').all();
      for (const { purpose, term, created_at } of keys)
        times.set(`${String(purpose)}.${String(term)}`, Number(created_at));
      db.exec('DELETE FROM seal_slots; DELETE FROM keyring_keys');
      insertSlots(db, material.slots, ({ id }) => times.get(id) ?? now);
      insertKeys(db, material.keyring, ({ purpose, term }) => times.get(`${purpose}.${term}`) ?? now);
      db.exec('COMMIT');
    });
  }

  store(): SqliteStore {
    return new SqliteStore(this.#path);
  }

  /** One node alone waits for nobody. */
  started(): void {
    // Nothing is held.
  }

  /** After the store is closed. */
  close(): void {
    this.#unlock();
  }

  #with<T>(use: (db: DatabaseSync) => T): T {
    const db = openConnection(this.#path, 'writer');
    try {
      return use(db);
    } finally {
      db.close();
    }
  }
}

/** The sealed keys of a store that another process may be using. */
export function readKeyMaterial(path: string): KeyMaterial | null {
  const db = openConnection(path, 'reader');
  try {
    return readMaterial(db, path);
  } finally {
    db.close();
  }
}

function readMaterial(db: DatabaseSync, path: string): KeyMaterial | null {
  const slots = db.prepare('SELECT * FROM seal_slots ORDER BY id').all();
  const [first] = slots;
  if (first === undefined) {
    refuseLostKeys(db, path);
    return null;
  }
  const keys = db.prepare('SELECT * FROM keyring_keys ORDER BY purpose, term').all();
  return {
    slots: slots.map((row) => ({
      id: String(row['id']),
      kind: String(row['kind']),
      params: JSON.parse(String(row['params'])) as SealSlot['params'],
      sealedRoot: row['sealed_root'] as Uint8Array,
    })),
    keyring: keys.map((row): SealedKeyringKey => ({
      purpose: row['purpose'] as KeyPurpose,
      term: Number(row['term']),
      active: row['active'] === 1,
      sealed: row['sealed'] as Uint8Array,
    })),
  };
}

function insertSlots(db: DatabaseSync, slots: readonly SealSlot[], at: (slot: SealSlot) => number): void {
  const insert = db.prepare(
    'INSERT INTO seal_slots (id, kind, params, sealed_root, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  for (const slot of slots) {
    insert.run(slot.id, slot.kind, JSON.stringify(slot.params), slot.sealedRoot, at(slot));
  }
}

function insertKeys(
  db: DatabaseSync,
  keys: readonly SealedKeyringKey[],
  at: (key: SealedKeyringKey) => number,
): void {
  const insert = db.prepare(
    'INSERT INTO keyring_keys (purpose, term, active, sealed, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  for (const key of keys) insert.run(key.purpose, key.term, key.active ? 1 : 0, key.sealed, at(key));
}

/** A store without key material is new only when it holds nothing else: keys are never made for data that exists. */
function refuseLostKeys(db: DatabaseSync, path: string): void {
  for (const table of ['keyring_keys', 'users', 'spaces', 'secrets', 'audit_events']) {
    if (db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() === undefined) continue;
    throw new AppError(
      'integrity-failed',
      `The database ${path} holds data but has lost its sealed keys. Restore it from a backup.`,
    );
  }
}
