// What the scrubber tells: how far it is, and every stored row that is not what the server wrote.
import type { TableName } from '../ports/tables.ts';

/** `mac`: the row was changed. `sealed`: its ciphertext does not open. `missing`: a row that it needs is not there. */
export type IntegrityProblem = 'mac' | 'sealed' | 'missing';

export interface IntegrityFinding {
  readonly table: TableName;
  /** The values of the primary key, joined by `/`. */
  readonly key: string;
  readonly problem: IntegrityProblem;
  readonly foundAt: number;
}

export interface IntegrityReport {
  /** When the round that is under way began; null before the first one. */
  readonly startedAt: number | null;
  /** When the last whole round ended; null before that. Meant to be less than 24 hours ago. */
  readonly completedAt: number | null;
  /** Rows visited in the round that is under way, and in the last whole one. */
  readonly visited: number;
  readonly visitedBefore: number;
  /** How many rows do not verify. */
  readonly found: number;
  /** The first 1,000 of them. */
  readonly findings: readonly IntegrityFinding[];
}
