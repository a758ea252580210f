// Brings a SQLite file to the schema of this version: forward only, in one transaction, after a copy of the file.
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Kysely } from 'kysely';

import { AppError } from '../../base/errors.ts';
import { SQLITE_COLUMNS } from '../columns.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import type { Migration } from '../migrations/index.ts';
import { sqliteBuilder } from './builder.ts';

/**
 * Applies what is missing. A file that has a schema already is first copied to `PATH.before-schema-N`, next to it.
 * Throws `unavailable` for a file of a newer version than this server knows, and when a migration fails; the file is as
 * it was then.
 */
export function migrate(db: DatabaseSync, path: string, migrations: readonly Migration[] = MIGRATIONS): void {
  const before = schemaVersion(db);
  if (before > migrations.length) {
    throw new AppError(
      'unavailable',
      `The database has schema ${before}, this server knows ${migrations.length}. Use a newer server.`,
    );
  }
  if (before === migrations.length) return;
  if (before > 0) copyDatabase(db, `${path}.before-schema-${before + 1}`);
  const builder = sqliteBuilder() as unknown as Kysely<unknown>;
  db.exec('BEGIN EXCLUSIVE');
  try {
    for (const migration of migrations.slice(before)) {
      for (const query of migration(builder, SQLITE_COLUMNS)) {
        db.prepare(query.sql).run(...(query.parameters as SQLInputValue[]));
      }
    }
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    db.exec('COMMIT');
  } catch (cause) {
    if (db.isTransaction) db.exec('ROLLBACK');
    const reason = cause instanceof Error ? cause.message : 'unknown fault';
    throw new AppError(
      'unavailable',
      `The database ${path} could not be brought to schema ${migrations.length} and is as it was: ${reason}.`,
      { cause },
    );
  }
}

/** Whole and on disk under its name, or not there; the copy of an attempt that failed is replaced. */
function copyDatabase(db: DatabaseSync, target: string): void {
  const draft = `${target}.part`;
  rmSync(draft, { force: true });
  db.prepare('VACUUM INTO ?').run(draft);
  chmodSync(draft, 0o600);
  const file = openSync(draft, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, target);
}

function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
