// Row MACs: every row that leads to a decision is signed when it is written and checked when it is read
// (threat T4). A row that does not verify stops the operation with `integrity-failed`.
import { AppError } from '../../base/errors.ts';
import type { Keyring, MacValue } from '../../crypto/index.ts';
import { UNPROTECTED_COLUMNS } from '../ports/tables.ts';
import type { SignedRow, TableName, Tables } from '../ports/tables.ts';
import { VerifiedRows } from './verified-rows.ts';

/** A row before it is signed. */
export type Unsigned<T extends TableName> = Omit<Tables[T], keyof SignedRow>;

/** The first version of a row. */
export function signNew<T extends TableName>(keyring: Keyring, table: T, row: Unsigned<T>): Tables[T] {
  return sign(keyring, table, { ...row, row_version: 1 });
}

/** The next version of a row, with some columns changed. */
export function signNext<T extends TableName>(
  keyring: Keyring,
  table: T,
  row: Tables[T],
  change: Partial<Unsigned<T>>,
): Tables[T] {
  return sign(keyring, table, { ...row, ...change, row_version: row.row_version + 1 });
}

const verified = new WeakMap<Keyring, VerifiedRows>();

/** The row itself when its MAC holds; `integrity-failed` that names the table otherwise. */
export function checkRow<T extends TableName>(keyring: Keyring, table: T, row: Tables[T]): Tables[T] {
  let known = verified.get(keyring);
  if (known === undefined) {
    known = new VerifiedRows();
    verified.set(keyring, known);
  }
  if (known.has(table, row)) return row;
  if (!keyring.rowMacMatches(row.mac, row.mac_term, table, protectedColumns(table, row))) {
    throw new AppError(
      'integrity-failed',
      `A stored row of ${table} does not verify: it was changed outside of this server.`,
    );
  }
  known.add(table, row);
  return row;
}

/** As checkRow, for a row that may be missing. */
export function checkFound<T extends TableName>(
  keyring: Keyring,
  table: T,
  row: Tables[T] | undefined,
): Tables[T] | undefined {
  return row === undefined ? undefined : checkRow(keyring, table, row);
}

function sign<T extends TableName>(keyring: Keyring, table: T, row: object): Tables[T] {
  const term = keyring.rowMacTerm;
  const unsigned = { ...row, mac_term: term };
  const mac = keyring.rowMac(term, table, protectedColumns(table, unsigned));
  // The members are those of Unsigned<T> and SignedRow; the compiler cannot add up the mapped types.
  return { ...unsigned, mac } as unknown as Tables[T];
}

const columnNames = new Map<TableName, readonly string[]>();

/** The columns that the MAC covers, in the order of their names; every row of a table has the same ones. */
function protectedColumns(table: TableName, row: object): (readonly [string, MacValue])[] {
  const values = row as Readonly<Record<string, MacValue | undefined>>;
  let names = columnNames.get(table);
  if (names === undefined) {
    const unprotected = ['mac', ...(UNPROTECTED_COLUMNS[table] ?? [])];
    names = Object.keys(row)
      .filter((name) => !unprotected.includes(name))
      .sort();
    columnNames.set(table, names);
  }
  return names.map((name) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`A row of ${table} has no ${name}.`);
    return [name, value];
  });
}
