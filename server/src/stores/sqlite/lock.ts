// Keeps a second server off the same data: a small SQLite file beside the database, locked for as long as the
// process lives. The operating system frees the lock, whatever way the process ends.
import { DatabaseSync } from 'node:sqlite';

import { AppError } from '../../base/errors.ts';

/** Throws `unavailable` when another process holds it. Call the result to let go. */
export function lockDatabase(path: string): () => void {
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (cause) {
    lock.close();
    throw new AppError(
      'unavailable',
      `Another Polyvault server uses ${path}. Stop it first, or give this one its own data folder.`,
      { cause },
    );
  }
  return () => lock.close();
}
