// Rows whose MAC was found to hold, a bounded number of them: the very same values in every column need no second
// computation. A row that differs in one bit is another row, and its MAC is computed (threat T4).
import { PRIMARY_KEYS } from '../ports/tables.ts';
import type { TableName, Tables } from '../ports/tables.ts';

const MAX_ROWS = 16_384;
/** A larger row costs more memory than its MAC costs time. */
const MAX_BLOB = 2048;

type Columns = Readonly<Record<string, unknown>>;

export class VerifiedRows {
  readonly #rows = new Map<string, Columns>();

  /** Whether a row with exactly these columns and values was added, and not yet displaced. */
  has<T extends TableName>(table: T, row: Tables[T]): boolean {
    const columns = row as unknown as Columns;
    const known = this.#rows.get(keyOf(table, columns));
    return known !== undefined && isSame(known, columns);
  }

  add<T extends TableName>(table: T, row: Tables[T]): void {
    const columns = row as unknown as Columns;
    if (isLarge(columns)) return;
    const key = keyOf(table, columns);
    // A replaced row moves to the end, as the newest.
    this.#rows.delete(key);
    if (this.#rows.size >= MAX_ROWS) {
      const oldest = this.#rows.keys().next().value;
      if (oldest !== undefined) this.#rows.delete(oldest);
    }
    // Copied, so that nobody who holds the row can change what was verified.
    this.#rows.set(key, copyOf(columns));
  }
}

/** Only finds a candidate; what decides is the comparison of all columns. */
function keyOf(table: TableName, row: Columns): string {
  let key: string = table;
  for (const column of PRIMARY_KEYS[table]) key += `/${String(row[column])}`;
  return key;
}

function isSame(known: Columns, row: Columns): boolean {
  let count = 0;
  for (const name in known) {
    count += 1;
    const a = known[name];
    const b = row[name];
    if (a === b) continue;
    if (!(a instanceof Uint8Array && b instanceof Uint8Array) || Buffer.compare(a, b) !== 0) return false;
  }
  return count === Object.keys(row).length;
}

function isLarge(row: Columns): boolean {
  for (const name in row) {
    const value = row[name];
    if ((value instanceof Uint8Array || typeof value === 'string') && value.length > MAX_BLOB) return true;
  }
  return false;
}

function copyOf(row: Columns): Columns {
  const copy: Record<string, unknown> = { ...row };
  for (const [name, value] of Object.entries(copy)) {
    if (value instanceof Uint8Array) copy[name] = Uint8Array.from(value);
  }
  return copy;
}
