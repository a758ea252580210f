// Group commit on PostgreSQL: while one transaction is on its way, the next jobs gather. When the connection breaks in
// the middle, the lane is opened again and its head says whether the transaction was committed: what was is
// acknowledged, what was not is sent again, and nothing is written twice.
import { StaleChange } from '../../core/ports/index.ts';
import { notWritten, perhapsWritten } from '../write-faults.ts';
import { Lane, LaneTaken, Unresolved } from './lane.ts';
import type { Job, JobResult } from './lane.ts';
import { DatabaseError } from './session.ts';

interface Waiting {
  readonly job: Job;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** More jobs than this in one transaction would only delay the first of them. */
const MAX_BATCH = 512;
/** How long an answer waits for the database to come back, when it is not known what became of the change. */
const RESOLVE_MS = 10_000;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 1000;
const START_WAIT_MS = 10_000;

export class LaneWriter {
  readonly #url: string;
  readonly #name: string;
  #lane: Lane;
  #gathering: Waiting[] = [];
  #running: Promise<void> | null = null;
  #closed = false;
  #failing = false;
  /** The database is away: what comes is refused at once, but for one that tries now and then. */
  #away = false;
  #retryAt = 0;
  #retryMs = FIRST_RETRY_MS;

  private constructor(url: string, name: string, lane: Lane) {
    this.#url = url;
    this.#name = name;
    this.#lane = lane;
  }

  /** Throws LaneTaken when another process writes this lane. */
  static async open(url: string, name: string): Promise<LaneWriter> {
    return new LaneWriter(url, name, await Lane.open(url, name, { waitMs: START_WAIT_MS, own: null }));
  }

  /** Rejects with StaleChange when the job met another change, or `unavailable`. */
  commit(job: Job): Promise<void> {
    if (this.#closed) return Promise.reject(notWritten(new Error('The store is closed.')));
    if (this.#away && (this.#running !== null || Date.now() < this.#retryAt)) {
      return Promise.reject(notWritten(new Error('The database is away.')));
    }
    return new Promise((resolve, reject) => {
      this.#gathering.push({ job, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Whether the last transaction could not be written. */
  get failing(): boolean {
    return this.#failing;
  }

  /** The log's state, once everything that was given before is written. */
  async tree() {
    await this.commit({ statements: [], events: [] });
    return this.#lane.treeState();
  }

  /** After what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#lane.end();
  }

  async #run(): Promise<void> {
    // Those of the same turn of the event loop share the first transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#gathering.length > 0) await this.#settle(this.#gathering.splice(0, MAX_BATCH));
    // In the same turn in which nothing is left, so that the next job starts again.
    this.#running = null;
  }

  async #settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#write(batch.map(({ job }) => job));
      this.#failing = false;
      for (const [index, waiting] of batch.entries()) {
        if (results[index] === 'stale') waiting.reject(new StaleChange());
        else waiting.resolve();
      }
    } catch (error) {
      this.#failing = true;
      const fault = error instanceof Unresolved ? perhapsWritten(error.cause) : notWritten(error);
      for (const { reject } of batch) reject(fault);
    }
  }

  async #write(jobs: readonly Job[]): Promise<readonly JobResult[]> {
    const until = Date.now() + RESOLVE_MS;
    // Nothing is on its way: one attempt, and an answer at once.
    if (this.#lane.lost) await this.#reopen(0);
    for (;;) {
      try {
        return await this.#lane.write(jobs);
      } catch (error) {
        if (!(error instanceof Unresolved)) throw await this.#judge(error);
        const done = await this.#resolve(error, until);
        if (done !== null) return done;
      }
    }
  }

  /** What a transaction came to whose connection broke; null when it has to be sent again. */
  async #resolve(unresolved: Unresolved, until: number): Promise<readonly JobResult[] | null> {
    const { before, after, results } = unresolved;
    try {
      await this.#reopen(until);
    } catch {
      throw unresolved;
    }
    const { seq, hash } = this.#lane.head;
    if (seq === before.seq && hash === before.hash && after.seq > before.seq) return null;
    if (seq === after.seq && hash === after.hash && after.seq > before.seq) return results;
    throw unresolved;
  }

  /** A unique violation that no job had is another writer's event at our place: start again from the database. */
  async #judge(error: unknown): Promise<unknown> {
    if (error instanceof DatabaseError && error.code === '23505') await this.#lane.end();
    return error;
  }

  /** Tries until then, later and later; once when that is past. */
  async #reopen(until: number): Promise<void> {
    const own = this.#lane.pid;
    await this.#lane.end();
    for (;;) {
      try {
        this.#lane = await Lane.open(this.#url, this.#name, { waitMs: 2000, own });
        this.#away = false;
        this.#retryMs = FIRST_RETRY_MS;
        return;
      } catch (error) {
        this.#away = true;
        this.#retryAt = Date.now() + this.#retryMs;
        this.#refuseGathered(error);
        if (this.#retryAt > until && !(error instanceof LaneTaken && Date.now() < until)) {
          this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, this.#retryMs));
        this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  #refuseGathered(cause: unknown): void {
    for (const { reject } of this.#gathering.splice(0)) reject(notWritten(cause));
  }
}
