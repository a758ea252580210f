// The column types of the schema in the words of each engine, so that one migration serves both.
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

export interface ColumnTypes {
  /** For what only one engine has. */
  readonly engine: 'sqlite' | 'postgres';
  /** Text that compares by its bytes. */
  readonly text: RawBuilder<unknown>;
  /** Whole numbers up to 2^53. */
  readonly integer: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
}

/** Text compares by its UTF-8 bytes, as on SQLite. */
export const POSTGRES_COLUMNS: ColumnTypes = {
  engine: 'postgres',
  text: sql`text collate "C"`,
  integer: sql`bigint`,
  bytes: sql`bytea`,
};

export const SQLITE_COLUMNS: ColumnTypes = {
  engine: 'sqlite',
  text: sql`text`,
  integer: sql`integer`,
  bytes: sql`blob`,
};
