// Keeps a second server off the same data: a small SQLite file beside the database, locked for as long as the
// process lives. The operating system frees the lock, whatever way the process ends.
import { existsSync, realpathSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

import { AppError } from '../../base/errors.ts';
import { cannotOpen } from './connection.ts';

const BUSY = 5;

/** Throws `unavailable` when another process holds it. Call the result to let go. */
export function lockDatabase(path: string): () => void {
  let lock: DatabaseSync | undefined;
  try {
    // One file has one lock, by whatever name it is reached.
    const real = existsSync(path) ? realpathSync(path) : path;
    lock = new DatabaseSync(`${real}.lock`, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    const held = lock;
    return () => held.close();
  } catch (cause) {
    lock?.close();
    if ((cause as { readonly errcode?: number }).errcode !== BUSY) throw cannotOpen(`${path}.lock`, cause);
    throw new AppError(
      'unavailable',
      `Another Polyvault server uses ${path}. Stop it first, or give this one its own data folder.`,
      { cause },
    );
  }
}
