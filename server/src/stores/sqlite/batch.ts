// One durable transaction for many jobs: each job succeeds or fails alone, all that succeeded commit together,
// and every audit event gets its place in the chain in the order of the jobs.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import { leafHash } from '../../crypto/index.ts';

/** Statements that each have to change exactly one row, and the events that belong to them. */
export interface Job {
  readonly statements: readonly { readonly sql: string; readonly parameters: readonly SQLInputValue[] }[];
  readonly events: readonly JobEvent[];
}

/** An audit event on its way: the columns that are searched, and its JSON without its place. */
export interface JobEvent {
  readonly time: number;
  readonly requestId: string;
  readonly operation: string;
  readonly outcome: string;
  readonly actorId: string | null;
  readonly space: string | null;
  readonly objectId: string | null;
  readonly json: string;
}

/** `stale`: it met another change and wrote nothing. `failed`: nothing of the batch was written. */
export type JobResult = 'ok' | 'stale' | { readonly failed: string };

const CONSTRAINT_UNIQUE = 2067;
const CONSTRAINT_PRIMARY_KEY = 1555;

export class BatchWriter {
  readonly #db: DatabaseSync;
  readonly #lane: string;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #insertEvent: StatementSync;
  #head: { seq: number; hash: string };

  constructor(db: DatabaseSync, lane: string) {
    this.#db = db;
    this.#lane = lane;
    this.#insertEvent = db.prepare(
      'INSERT INTO audit_events (lane, seq, time, request_id, operation, outcome, actor_id, space, object_id, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#head = this.#readHead();
  }

  /** Durable when it returns. */
  run(jobs: readonly Job[]): readonly JobResult[] {
    const before = { ...this.#head };
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const results = jobs.map((job) => this.#runJob(job));
      this.#db.exec('COMMIT');
      return results;
    } catch (error) {
      this.#head = before;
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      const failed = error instanceof Error ? error.message : 'unknown';
      return jobs.map(() => ({ failed }));
    }
  }

  #runJob(job: Job): JobResult {
    if (job.statements.length > 0 && !this.#change(job)) return 'stale';
    for (const event of job.events) this.#append(event);
    return 'ok';
  }

  /** False, and nothing written, when a statement met another change. */
  #change(job: Job): boolean {
    this.#db.exec('SAVEPOINT job');
    for (const { sql, parameters } of job.statements) {
      if (!this.#changesOneRow(sql, parameters)) {
        this.#db.exec('ROLLBACK TO job');
        this.#db.exec('RELEASE job');
        return false;
      }
    }
    this.#db.exec('RELEASE job');
    return true;
  }

  #changesOneRow(sql: string, parameters: readonly SQLInputValue[]): boolean {
    try {
      return Number(this.#statement(sql).run(...parameters).changes) === 1;
    } catch (error) {
      const { errcode } = error as { errcode?: number };
      if (errcode === CONSTRAINT_UNIQUE || errcode === CONSTRAINT_PRIMARY_KEY) return false;
      throw error;
    }
  }

  #append(event: JobEvent): void {
    const seq = this.#head.seq + 1;
    const place = JSON.stringify({ lane: this.#lane, seq, prev: this.#head.hash });
    const body = `${place.slice(0, -1)},${event.json.slice(1)}`;
    const hash = leafHash(body);
    this.#insertEvent.run(
      this.#lane,
      seq,
      event.time,
      event.requestId,
      event.operation,
      event.outcome,
      event.actorId,
      event.space,
      event.objectId,
      body,
      hash,
    );
    this.#head = { seq, hash: Buffer.from(hash).toString('base64') };
  }

  #statement(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  #readHead() {
    const row = this.#db
      .prepare('SELECT seq, hash FROM audit_events WHERE lane = ? ORDER BY seq DESC LIMIT 1')
      .get(this.#lane);
    if (row === undefined) return { seq: 0, hash: '' };
    return { seq: Number(row['seq']), hash: Buffer.from(row['hash'] as Uint8Array).toString('base64') };
  }
}
