// Group commit without timers: while one batch is on its way to disk, the next one gathers; it leaves when the
// last one ended. A job's promise resolves when its batch is durable. A writer thread that dies is replaced.
import { Worker } from 'node:worker_threads';

import { StaleChange } from '../../core/ports/index.ts';
import { notWritten, perhapsWritten } from '../write-faults.ts';
import type { Job, TreeState } from './batch.ts';
import type { BatchAnswer, WriterSettings } from './writer-thread.ts';

interface Waiting {
  readonly job: Job;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

interface Writer {
  readonly worker: Worker;
  readonly ended: Promise<void>;
}

/** A write that changes nothing but has to reach the disk. */
const TOUCH = {
  sql: 'UPDATE keyring_keys SET created_at = created_at WHERE purpose = ? AND term = ?',
  parameters: ['kek', 1],
} as const;

export class GroupCommit {
  /** More jobs than this in one batch would only delay the first of them. The benchmark sets 1 to compare. */
  static maxBatch = 512;

  readonly #settings: WriterSettings;
  #writer: Writer | null;
  #gathering: Waiting[] = [];
  #underway: readonly Waiting[] = [];
  #scheduled = false;
  #closed = false;
  #failing = false;
  #tree: TreeState | null = null;

  constructor(settings: WriterSettings) {
    this.#settings = settings;
    this.#writer = this.#startWriter();
  }

  /** Rejects with StaleChange when the job met another change, or `unavailable` when it is not known to be durable. */
  commit(job: Job): Promise<void> {
    if (this.#closed) return Promise.reject(notWritten(new Error('The store is closed.')));
    return new Promise((resolve, reject) => {
      this.#gathering.push({ job, resolve, reject });
      this.#schedule();
    });
  }

  /** Whether the last batch could not be written; the next one that is written ends it. */
  get failing(): boolean {
    return this.#failing;
  }

  /** Tries to write; `unavailable` when the disk still refuses. */
  async probe(): Promise<void> {
    await this.commit({ statements: [TOUCH], events: [] });
  }

  /** The log's state, once everything that was given before is written. `unavailable` like a commit. */
  async tree(): Promise<TreeState> {
    await this.commit({ statements: [], events: [] });
    if (this.#tree === null) throw notWritten(new Error('The writer told no state.'));
    return this.#tree;
  }

  /** After the jobs that are under way. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#gathering.length + this.#underway.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#writer?.worker.postMessage('close');
    await this.#writer?.ended;
  }

  #startWriter(): Writer {
    const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: this.#settings });
    let cause: unknown = new Error('The writer thread has ended.');
    const ended = new Promise<void>((resolve) => {
      worker.on('message', (message: BatchAnswer | 'closed') => {
        if (message !== 'closed') this.#settle(message);
      });
      worker.on('error', (error) => {
        cause = error;
      });
      worker.on('exit', () => {
        this.#lose(cause);
        resolve();
      });
    });
    return { worker, ended };
  }

  #schedule(): void {
    if (this.#scheduled || this.#underway.length > 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send(): void {
    if (this.#underway.length > 0 || this.#gathering.length === 0) return;
    this.#underway = this.#gathering.splice(0, GroupCommit.maxBatch);
    this.#writer ??= this.#startWriter();
    this.#writer.worker.postMessage(this.#underway.map(({ job }) => job));
  }

  #settle({ results, tree }: BatchAnswer): void {
    this.#tree = tree;
    const done = this.#underway;
    this.#underway = [];
    this.#failing = results.every((result) => typeof result === 'object');
    this.#send();
    for (const [index, waiting] of done.entries()) {
      const result = results[index];
      if (result === 'ok') waiting.resolve();
      else if (result === 'stale') waiting.reject(new StaleChange());
      else waiting.reject(notWritten(new Error(result?.failed ?? 'no result')));
    }
  }

  /** The thread is gone, and nothing that it had is acknowledged (fail closed). The next job starts another one. */
  #lose(cause: unknown): void {
    this.#writer = null;
    this.#failing = true;
    for (const { reject } of this.#underway) reject(perhapsWritten(cause));
    for (const { reject } of this.#gathering) reject(notWritten(cause));
    this.#underway = [];
    this.#gathering = [];
  }
}
