// One connection to the SQLite file with the settings that durability and safety stand on, checked, not hoped for.
import { DatabaseSync } from 'node:sqlite';

import { AppError } from '../../base/errors.ts';

/** Before 3.51.3 a reset of the write-ahead log could race with a checkpoint and corrupt the file. */
const OLDEST_VERSION = [3, 51, 3];

/** The writer checkpoints; a reader never writes. Throws `unavailable` that says what is wrong with the file. */
export function openConnection(path: string, role: 'reader' | 'writer'): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: 10_000 });
    checkVersion(db);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON;');
    if (role === 'reader') db.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA query_only = ON;');
    expect(db, 'journal_mode', 'wal');
    expect(db, 'synchronous', 2);
    return db;
  } catch (error) {
    db?.close();
    throw error instanceof AppError ? error : cannotOpen(path, error);
  }
}

/** The fault of a file in SQLite's own words; they name no content. */
export function cannotOpen(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : 'unknown fault';
  return new AppError('unavailable', `The database ${path} cannot be opened: ${reason}.`, { cause });
}

function checkVersion(db: DatabaseSync): void {
  const version = String(db.prepare('SELECT sqlite_version() AS version').get()?.['version']);
  const parts = version.split('.').map(Number);
  for (const [index, oldest] of OLDEST_VERSION.entries()) {
    const part = parts[index] ?? 0;
    if (part > oldest) return;
    if (part < oldest) {
      throw new AppError(
        'unavailable',
        `SQLite ${version} is too old; ${OLDEST_VERSION.join('.')} or newer is needed. Use a newer Node.js.`,
      );
    }
  }
}

function expect(db: DatabaseSync, pragma: string, wanted: string | number): void {
  const value = Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
  if (value !== wanted) {
    throw new AppError(
      'unavailable',
      `The database does not keep ${pragma} = ${wanted}; it says ${String(value)}.`,
    );
  }
}
