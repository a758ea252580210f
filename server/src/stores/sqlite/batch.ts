// One durable transaction for many jobs: each job succeeds or fails alone, all that succeeded commit together,
// and every audit event gets its place in the chain in the order of the jobs.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import { MerkleFrontier } from '../../crypto/index.ts';
import { placeEvent } from '../job-event.ts';
import type { JobEvent } from '../job-event.ts';

export interface JobStatement {
  readonly sql: string;
  readonly parameters: readonly SQLInputValue[];
  /** It may change any number of rows, none included. */
  readonly many?: true;
}

/** Statements that each have to change exactly one row unless they say otherwise, and the events that belong to them. */
export interface Job {
  readonly statements: readonly JobStatement[];
  readonly events: readonly JobEvent[];
}

/** The log's state after a batch; `frontier` as MerkleFrontier gives it. */
export interface TreeState {
  readonly size: number;
  readonly frontier: Uint8Array;
  readonly lastHash: Uint8Array;
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
  #tree: MerkleFrontier;

  constructor(db: DatabaseSync, lane: string) {
    this.#db = db;
    this.#lane = lane;
    this.#insertEvent = db.prepare(
      'INSERT INTO audit_events (lane, seq, time, request_id, operation, outcome, actor_id, space, object_id, body, hash, action) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#head = this.#readHead();
    this.#tree = this.#readTree();
  }

  /** Of what is committed; not to be asked for while a batch runs. */
  treeState(): TreeState {
    return {
      size: this.#tree.size,
      frontier: this.#tree.bytes(),
      lastHash: Uint8Array.from(Buffer.from(this.#head.hash, 'base64')),
    };
  }

  /** Durable when it returns. */
  run(jobs: readonly Job[]): readonly JobResult[] {
    const before = { ...this.#head };
    const treeBefore = this.#tree.copy();
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const results = jobs.map((job) => this.#runJob(job));
      this.#db.exec('COMMIT');
      return results;
    } catch (error) {
      this.#head = before;
      this.#tree = treeBefore;
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
    for (const statement of job.statements) {
      if (!this.#changes(statement)) {
        this.#db.exec('ROLLBACK TO job');
        this.#db.exec('RELEASE job');
        return false;
      }
    }
    this.#db.exec('RELEASE job');
    return true;
  }

  #changes({ sql, parameters, many }: JobStatement): boolean {
    try {
      const { changes } = this.#statement(sql).run(...parameters);
      return many === true || Number(changes) === 1;
    } catch (error) {
      const { errcode } = error as { errcode?: number };
      if (errcode === CONSTRAINT_UNIQUE || errcode === CONSTRAINT_PRIMARY_KEY) return false;
      throw error;
    }
  }

  #append(event: JobEvent): void {
    const seq = this.#head.seq + 1;
    const { body, hash } = placeEvent(event, { lane: this.#lane, seq, prev: this.#head.hash });
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
      event.action,
    );
    this.#tree.append(hash);
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

  /** From the newest checkpoint on; the main thread has judged it before anything is served. */
  #readTree(): MerkleFrontier {
    const checkpoint = this.#db
      .prepare('SELECT size, frontier FROM audit_checkpoints WHERE lane = ? ORDER BY size DESC LIMIT 1')
      .get(this.#lane);
    const tree =
      checkpoint === undefined
        ? new MerkleFrontier()
        : MerkleFrontier.fromBytes(Number(checkpoint['size']), checkpoint['frontier'] as Uint8Array);
    const newer = this.#db
      .prepare('SELECT hash FROM audit_events WHERE lane = ? AND seq > ? ORDER BY seq')
      .iterate(this.#lane, tree.size);
    for (const row of newer) tree.append(row['hash'] as Uint8Array);
    return tree;
  }

  #readHead() {
    const row = this.#db
      .prepare('SELECT seq, hash FROM audit_events WHERE lane = ? ORDER BY seq DESC LIMIT 1')
      .get(this.#lane);
    if (row === undefined) return { seq: 0, hash: '' };
    return { seq: Number(row['seq']), hash: Buffer.from(row['hash'] as Uint8Array).toString('base64') };
  }
}
