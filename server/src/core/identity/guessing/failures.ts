// Failed attempts per subject, in memory and bounded: how many there were, and how long the next one has to wait.
// Pure arithmetic on the time it is given.

/** When attempts begin to cost time, and when they end in a lock. */
export interface GuessLimits {
  /** Failures that cost nothing yet. */
  readonly free: number;
  /** The failure that locks. */
  readonly lockAt: number;
}

interface Entry {
  failures: number;
  lastAt: number;
}

const MAX_DELAY_MS = 60_000;
/** After so long without a failure everything is forgotten. */
const FORGET_MS = 60 * 60_000;
const MAX_SUBJECTS = 100_000;
/** After a lock so many attempts are left until the next one. */
const AFTER_LOCK = 5;

export class Failures {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;

  constructor(capacity: number = MAX_SUBJECTS) {
    this.#capacity = capacity;
  }

  /** Milliseconds until the next attempt is heard: 0, or 1 second doubled with each failure, up to a minute. */
  waitMs(subject: string, limits: GuessLimits, now: number): number {
    const entry = this.#current(subject, now);
    if (entry === undefined || entry.failures < limits.free) return 0;
    const delay = Math.min(1000 * 2 ** (entry.failures - limits.free), MAX_DELAY_MS);
    return Math.max(0, entry.lastAt + delay - now);
  }

  /** Counts a failure; true when this one has to lock the subject. */
  fail(subject: string, limits: GuessLimits, now: number): boolean {
    const failures = (this.#current(subject, now)?.failures ?? 0) + 1;
    const locks = failures >= limits.lockAt;
    // Deleted first, so that the map stays in the order of the last failure and the oldest is dropped.
    this.#entries.delete(subject);
    this.#entries.set(subject, { failures: locks ? limits.lockAt - AFTER_LOCK : failures, lastAt: now });
    if (this.#entries.size > this.#capacity) {
      const oldest = this.#entries.keys().next().value;
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    return locks;
  }

  clear(subject: string): void {
    this.#entries.delete(subject);
  }

  get size(): number {
    return this.#entries.size;
  }

  #current(subject: string, now: number): Entry | undefined {
    const entry = this.#entries.get(subject);
    if (entry !== undefined && now - entry.lastAt >= FORGET_MS) {
      this.#entries.delete(subject);
      return undefined;
    }
    return entry;
  }
}
