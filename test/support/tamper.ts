// Changes a database behind the server's back, for tests of what notices it.
import { DatabaseSync } from 'node:sqlite';

/** Runs the statement on a connection of its own; how many rows it changed. */
export function tamperWith(
  databasePath: string,
  sql: string,
  ...values: readonly (string | number | Uint8Array | null)[]
): number {
  const db = new DatabaseSync(databasePath, { timeout: 5000 });
  try {
    return Number(db.prepare(sql).run(...values).changes);
  } finally {
    db.close();
  }
}
