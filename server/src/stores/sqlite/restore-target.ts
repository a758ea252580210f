// A SQLite store that is being filled from a copy. It stands under another name until it is whole and was checked, so
// that no server ever serves half of it: beside the draft, `SqliteFile.open` refuses to make a new store.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { dirname } from 'node:path';

import { AppError } from '../../base/errors.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { WHOLE_TABLES } from '../whole-tables.ts';
import type { CellValue } from '../whole-tables.ts';
import { openConnection } from './connection.ts';
import { draftOf } from './draft.ts';
import { lockDatabase } from './lock.ts';
import { migrate } from './migrate.ts';

const ROWS_PER_COMMIT = 5000;

export class RestoreTarget {
  /** The draft, for checking it once it is filled. */
  readonly draft: string;
  readonly #path: string;
  readonly #unlock: () => void;
  #db: DatabaseSync | null;
  #pending = 0;

  private constructor(path: string, unlock: () => void) {
    this.#path = path;
    this.#unlock = unlock;
    this.draft = draftOf(path);
    removeDraft(this.draft);
    this.#db = openConnection(this.draft, 'writer');
    chmodSync(this.draft, 0o600);
    // Nothing of the draft counts before it is synced as a whole.
    this.#db.exec('PRAGMA synchronous = OFF');
  }

  /** `conflict` when there is a database already. The leftovers of a restore that was cut off are removed. */
  static begin(path: string): RestoreTarget {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const unlock = lockDatabase(path);
    try {
      if (existsSync(path)) {
        throw new AppError(
          'conflict',
          `There is a database ${path} already, and a restore never replaces one. Move it away, or restore into another folder.`,
        );
      }
      return new RestoreTarget(path, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** The tables as that schema had them. `unavailable` for a schema that is newer than this version. */
  create(schema: number): void {
    if (schema > MIGRATIONS.length) {
      throw new AppError(
        'unavailable',
        `The backup has schema ${schema}, this version knows ${MIGRATIONS.length}. Use a newer version.`,
      );
    }
    migrate(this.#open(), this.draft, MIGRATIONS.slice(0, schema));
  }

  /** A function that inserts a row. `integrity-failed` for a table or columns that the schema does not have. */
  inserter(table: string, columns: readonly string[]): (values: readonly CellValue[]) => void {
    const db = this.#open();
    const own = WHOLE_TABLES.has(table)
      ? db.prepare(`SELECT name FROM pragma_table_info('${table}')`).all()
      : [];
    const names = own.map(({ name }) => String(name));
    if (names.length === 0 || names.sort().join() !== [...columns].sort().join()) {
      throw new AppError(
        'integrity-failed',
        'The backup has a table or columns that its schema does not have.',
      );
    }
    const list = columns.map((name) => `"${name}"`).join(', ');
    const insert = db.prepare(
      `INSERT INTO "${table}" (${list}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    return (values) => {
      if (this.#pending === 0) db.exec('BEGIN');
      try {
        insert.run(...(values as SQLInputValue[]));
      } catch (cause) {
        throw new AppError('integrity-failed', `A row of ${table} in the backup cannot be stored.`, {
          cause,
        });
      }
      this.#pending += 1;
      if (this.#pending >= ROWS_PER_COMMIT) this.#commit();
    };
  }

  /** After the last row: the draft can be opened by others. */
  filled(): void {
    this.#commit();
    this.#db?.close();
    this.#db = null;
  }

  /** Gives the checked draft its name, on disk when it returns. */
  finish(): void {
    sync(this.draft);
    renameSync(this.draft, this.#path);
    sync(dirname(this.#path));
    removeDraft(this.draft);
    this.#unlock();
  }

  /** As if nothing had been. */
  abandon(): void {
    if (this.#db?.isOpen === true) this.#db.close();
    this.#db = null;
    removeDraft(this.draft);
    this.#unlock();
  }

  #commit(): void {
    if (this.#pending > 0) this.#open().exec('COMMIT');
    this.#pending = 0;
  }

  #open(): DatabaseSync {
    if (this.#db === null) throw new TypeError('The draft is filled already.');
    return this.#db;
  }
}

function removeDraft(draft: string): void {
  for (const end of ['-wal', '-shm', '.lock', '']) rmSync(`${draft}${end}`, { force: true });
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
