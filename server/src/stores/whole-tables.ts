// Every table that holds what cannot be made again, in the order in which a copy of a store carries them, and the key
// that orders its rows. Indexes for lists and searches are not among them: they are made from these rows.
import { PRIMARY_KEYS } from '../core/ports/index.ts';

/** Keys before what they open, spaces before secrets, the log last. */
export const WHOLE_TABLES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['seal_slots', ['id']],
  ['keyring_keys', ['purpose', 'term']],
  ...Object.entries(PRIMARY_KEYS),
  ['audit_events', ['lane', 'seq']],
]);

export type CellValue = string | number | null | Uint8Array;

/** One table of one moment: its columns, and its rows as lists of their values. */
export interface WholeTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly CellValue[]> | AsyncIterable<readonly CellValue[]>;
}
