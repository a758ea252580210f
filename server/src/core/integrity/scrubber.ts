// Visits every signed row, some at a time, again and again, and reports each one that is not what the server
// wrote. It changes nothing; a round is paced so that it ends well within 24 hours.
import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { PRIMARY_KEYS } from '../ports/tables.ts';
import type { Where } from '../ports/store.ts';
import type { TableName, Tables } from '../ports/tables.ts';
import type { IntegrityFinding, IntegrityProblem, IntegrityReport } from './report.ts';
import { visitRow } from './visit-row.ts';

const STEP_ROWS = 64;
const ROUND_MS = 12 * 60 * 60 * 1000;
const LONGEST_PAUSE_MS = 60_000;
const MAX_FINDINGS = 1000;
/** Of one round; a store of which every row is broken must not fill the log with saying so. */
const MAX_EVENTS = 100;
const TABLES = Object.keys(PRIMARY_KEYS) as TableName[];

export class Scrubber {
  readonly #ports: Ports;
  readonly #system: Caller;
  #report: IntegrityReport = {
    startedAt: null,
    completedAt: null,
    visited: 0,
    visitedBefore: 0,
    found: 0,
    findings: [],
  };
  /** Of the round that is under way. */
  #found: IntegrityFinding[] = [];
  #foundCount = 0;
  #events = 0;
  #place: { table: number; after: readonly (string | number)[] | null } = { table: 0, after: null };

  constructor(ports: Ports, system: Caller) {
    this.#ports = ports;
    this.#system = system;
  }

  /** The last whole round, with what the one under way found besides. */
  get report(): IntegrityReport {
    const known = new Set(this.#found.map(nameOf));
    const findings = [...this.#report.findings.filter((one) => !known.has(nameOf(one))), ...this.#found];
    return {
      ...this.#report,
      found: Math.max(this.#report.found, this.#foundCount, findings.length),
      findings: findings.slice(0, MAX_FINDINGS),
    };
  }

  /** Visits the next rows; what is new in them. `done` when that ended a round. */
  async step(): Promise<{ readonly findings: readonly IntegrityFinding[]; readonly done: boolean }> {
    if (this.#place.table === 0 && this.#place.after === null) this.#begin();
    const table = TABLES[this.#place.table];
    if (table === undefined) return { findings: [], done: this.#end() };
    const { after } = this.#place;
    const rows = await this.#ports.store.scan(table, { after, limit: STEP_ROWS });
    const findings: IntegrityFinding[] = [];
    for (const row of rows) {
      const problem = await this.#visit(table, row);
      if (problem === null) continue;
      const finding = { table, key: keyOf(table, row).join('/'), problem, foundAt: this.#ports.clock.now() };
      if (await this.#note(finding)) findings.push(finding);
    }
    this.#report = { ...this.#report, visited: this.#report.visited + rows.length };
    const last = rows.at(-1);
    this.#place =
      last === undefined || rows.length < STEP_ROWS
        ? { table: this.#place.table + 1, after: null }
        : { table: this.#place.table, after: keyOf(table, last) };
    const done = this.#place.table >= TABLES.length && this.#end();
    return { findings, done };
  }

  /** All that is left of a round; everything new that it found. */
  async round(): Promise<readonly IntegrityFinding[]> {
    const all: IntegrityFinding[] = [];
    for (;;) {
      const { findings, done } = await this.step();
      all.push(...findings);
      if (done) return all;
    }
  }

  /** How long to wait between steps so that a round ends in time. */
  async pauseMs(): Promise<number> {
    let steps = 0;
    for (const table of TABLES) steps += 1 + (await this.#ports.store.countRows(table)) / STEP_ROWS;
    return Math.min(LONGEST_PAUSE_MS, ROUND_MS / steps);
  }

  /** A row that was moved or removed while its others were looked at has no problem. */
  async #visit<T extends TableName>(table: T, row: Tables[T]): Promise<IntegrityProblem | null> {
    const problem = await visitRow(this.#ports, table, row);
    if (problem === null) return null;
    const key = keyOf(table, row);
    const where = Object.fromEntries(PRIMARY_KEYS[table].map((column, index) => [column, key[index]]));
    const again = await this.#ports.store.find(table, where as Where<Tables[T]>);
    if (again === undefined) return null;
    return visitRow(this.#ports, table, again);
  }

  #begin(): void {
    this.#report = { ...this.#report, startedAt: this.#ports.clock.now(), visited: 0 };
    this.#found = [];
    this.#foundCount = 0;
    this.#events = 0;
  }

  #end(): true {
    const { visited } = this.#report;
    this.#report = {
      ...this.#report,
      completedAt: this.#ports.clock.now(),
      visited: 0,
      visitedBefore: visited,
      found: this.#foundCount,
      findings: this.#found,
    };
    this.#place = { table: 0, after: null };
    return true;
  }

  /** Whether it is new; a new one is an event of its own, until there are too many. */
  async #note(finding: IntegrityFinding): Promise<boolean> {
    const known = this.#report.findings.some((other) => nameOf(other) === nameOf(finding));
    this.#foundCount += 1;
    if (this.#found.length < MAX_FINDINGS) this.#found.push(finding);
    if (known) return false;
    if (this.#events < MAX_EVENTS) {
      this.#events += 1;
      await this.#record(finding);
    }
    return true;
  }

  async #record({ table, key, problem }: IntegrityFinding): Promise<void> {
    const refusal = new AppError(
      'integrity-failed',
      `A stored row of ${table} does not verify (${problem}).`,
    );
    try {
      await operate<never>(this.#ports, this.#system, {
        name: 'integrity.finding',
        requires: { on: 'self' },
        object: { kind: 'store', id: key, name: `${table} ${problem}` },
        run: async () => {
          throw refusal;
        },
      });
    } catch (error) {
      if (error !== refusal) throw error;
    }
  }
}

/** Runs the scrubber for as long as the process lives; the result stops it. A failing step is tried again later. */
export function startScrubbing(
  scrubber: Scrubber,
  report: (finding: IntegrityFinding) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let underway: Promise<void> = Promise.resolve();
  let pause = LONGEST_PAUSE_MS;
  const visit = async (): Promise<void> => {
    try {
      const { findings, done } = await scrubber.step();
      for (const finding of findings) report(finding);
      if (done || pause === LONGEST_PAUSE_MS) pause = await scrubber.pauseMs();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      pause = LONGEST_PAUSE_MS;
    }
    if (!stopped) schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      underway = visit();
    }, pause);
    timer.unref();
  };
  schedule();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underway;
  };
}

function keyOf(table: TableName, row: object): readonly (string | number)[] {
  const values = row as Readonly<Record<string, string | number>>;
  return PRIMARY_KEYS[table].map((column) => values[column] ?? '');
}

function nameOf({ table, key, problem }: IntegrityFinding): string {
  return `${table} ${key} ${problem}`;
}
