// Small rows that many requests read between two commits, kept until anything at all is committed, by this process or by
// another one: SQLite's own counter (`PRAGMA data_version`) tells, so nothing has to be invalidated by name.
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import type { TableName } from '../../core/ports/index.ts';

/** What decides about a request; contents and whatever may be large are not among it. */
const KEPT: ReadonlySet<TableName> = new Set([
  'tokens',
  'users',
  'services',
  'grants',
  'group_members',
  'roles',
  'spaces',
  'aliases',
]);
const MAX_RESULTS = 4096;

export class KeptRows {
  readonly #version: StatementSync;
  readonly #results = new Map<string, readonly unknown[]>();
  #seen: unknown;
  #fresh = false;

  constructor(reader: DatabaseSync) {
    this.#version = reader.prepare('PRAGMA data_version');
    this.#version.setReturnArrays(true);
  }

  /** Whether it has looked since the event loop went on. */
  get isFresh(): boolean {
    return this.#fresh;
  }

  /** Forgets everything if anything was committed since the last look. */
  freshen(): void {
    const seen = (this.#version.get() as unknown as readonly unknown[] | undefined)?.[0];
    if (seen !== this.#seen) this.#results.clear();
    this.#seen = seen;
    if (this.#fresh) return;
    this.#fresh = true;
    // Until the event loop goes on, which is when it looks again.
    process.nextTick(() => {
      this.#fresh = false;
    });
  }

  /** The rows as they were read since the last commit, or as `read` gives them. Only while it is fresh. */
  rows<Row>(
    table: TableName,
    where: Readonly<Record<string, unknown>>,
    one: boolean,
    read: () => readonly Row[],
  ): readonly Row[] {
    if (!KEPT.has(table)) return read();
    const key = keyOf(table, where, one);
    const kept = this.#results.get(key);
    if (kept !== undefined) return (kept as readonly Row[]).map(copyOf);
    const rows = read();
    if (this.#results.size < MAX_RESULTS) this.#results.set(key, rows.map(copyOf));
    return rows;
  }
}

/** Who is given a row may do with it what he likes. */
function copyOf<Row>(row: Row): Row {
  const copy = { ...row } as Record<string, unknown>;
  for (const name in copy) {
    const value = copy[name];
    if (value instanceof Uint8Array) copy[name] = value.slice();
  }
  return copy as Row;
}

/** Each value behind its type and length, so that no two questions share their key. */
function keyOf(table: string, where: Readonly<Record<string, unknown>>, one: boolean): string {
  let key = one ? `1${table}` : table;
  for (const name in where) {
    const value = where[name];
    const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
    key += `|${name}:${typeof value}:${text.length}:${text}`;
  }
  return key;
}
