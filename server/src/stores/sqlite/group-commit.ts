// Group commit without timers: while one batch is on its way to disk, the next one gathers; it leaves when the
// last one ended. A job's promise resolves when its batch is durable.
import { Worker } from 'node:worker_threads';

import { AppError } from '../../base/errors.ts';
import { StaleChange } from '../../core/ports/index.ts';
import type { Job, JobResult } from './batch.ts';
import type { WriterSettings } from './writer-thread.ts';

interface Waiting {
  readonly job: Job;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** More jobs than this in one batch would only delay the first of them. */
const MAX_BATCH = 512;

export class GroupCommit {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  #gathering: Waiting[] = [];
  #underway: readonly Waiting[] = [];
  #scheduled = false;
  #broken: AppError | null = null;

  constructor(settings: WriterSettings) {
    this.#worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: settings });
    this.#worker.on('message', (message: readonly JobResult[] | 'closed') => {
      if (message !== 'closed') this.#settle(message);
    });
    this.#exited = new Promise((resolve) => this.#worker.on('exit', () => resolve()));
    this.#worker.on('error', (cause) => this.#break(cause));
    this.#worker.on('exit', () => this.#break(new Error('The writer thread has ended.')));
  }

  /** Rejects with StaleChange, or `unavailable` when the job was not written. */
  commit(job: Job): Promise<void> {
    if (this.#broken !== null) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      this.#gathering.push({ job, resolve, reject });
      this.#schedule();
    });
  }

  /** After the jobs that are under way. */
  async close(): Promise<void> {
    while (this.#gathering.length + this.#underway.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#worker.postMessage('close');
    await this.#exited;
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
    if (this.#underway.length > 0 || this.#gathering.length === 0 || this.#broken !== null) return;
    this.#underway = this.#gathering.splice(0, MAX_BATCH);
    this.#worker.postMessage(this.#underway.map(({ job }) => job));
  }

  #settle(results: readonly JobResult[]): void {
    const done = this.#underway;
    this.#underway = [];
    this.#send();
    for (const [index, waiting] of done.entries()) {
      const result = results[index];
      if (result === 'ok') waiting.resolve();
      else if (result === 'stale') waiting.reject(new StaleChange());
      else waiting.reject(notWritten(new Error(result?.failed ?? 'no result')));
    }
  }

  /** The thread is gone: nothing is acknowledged any more (fail closed). */
  #break(cause: unknown): void {
    if (this.#broken !== null) return;
    this.#broken = notWritten(cause);
    for (const { reject } of [...this.#underway, ...this.#gathering]) reject(this.#broken);
    this.#underway = [];
    this.#gathering = [];
  }
}

function notWritten(cause: unknown): AppError {
  return new AppError(
    'unavailable',
    'The store cannot write at the moment. Nothing was changed; try again.',
    {
      details: { retryAfterSeconds: 1 },
      cause,
    },
  );
}
