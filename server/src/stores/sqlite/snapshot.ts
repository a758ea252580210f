// All rows of a SQLite store as they were at one moment, streamed; a server may go on writing meanwhile, in this
// process or another one. Needs no keys: what is sealed stays sealed.
import type { DatabaseSync } from 'node:sqlite';
import { existsSync } from 'node:fs';

import { AppError } from '../../base/errors.ts';
import { WHOLE_TABLES } from '../whole-tables.ts';
import type { CellValue, WholeTable } from '../whole-tables.ts';
import { openConnection } from './connection.ts';

export class SqliteSnapshot {
  /** How many migrations made these tables. */
  readonly schema: number;
  readonly #db: DatabaseSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
    // The first read fixes the moment.
    db.exec('BEGIN');
    this.schema = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  }

  /** `not-found` when there is no such file. */
  static open(path: string): SqliteSnapshot {
    if (!existsSync(path)) throw new AppError('not-found', `There is no database ${path}.`);
    const db = openConnection(path, 'reader');
    try {
      return new SqliteSnapshot(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** Tables that this schema does not have yet are left out. */
  *tables(): Generator<WholeTable, void, undefined> {
    for (const [name, order] of WHOLE_TABLES) {
      if (this.#db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) === undefined) continue;
      const by = order.map((column) => `"${column}"`).join(', ');
      const statement = this.#db.prepare(`SELECT * FROM "${name}" ORDER BY ${by}`);
      statement.setReturnArrays(true);
      const columns = statement.columns().map((column) => column.name);
      const rows = statement.iterate() as Iterable<unknown> as Iterable<readonly CellValue[]>;
      yield { name, columns, rows };
    }
  }

  close(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    this.#db.close();
  }
}
