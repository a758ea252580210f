// Reads on a few connections: each statement goes to the one with the least to do, and those on their way share it.
// A lost connection is replaced by the next read; while the database is away, reads fail at once and one of them
// at a time tries again, later and later.
import type { Statement } from '../statements.ts';
import { notReadable } from '../write-faults.ts';
import { Session, SessionLost } from './session.ts';

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 1000;

export class ReadPool {
  readonly #url: string;
  readonly #size: number;
  #sessions: Session[] = [];
  #opening = 0;
  #opened: Promise<Session> | null = null;
  #retryAt = 0;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;

  constructor(url: string, size: number) {
    this.#url = url;
    this.#size = size;
  }

  /** `unavailable` when the database does not answer. A read that lost its connection is asked again once. */
  async all<Row>(statement: Statement): Promise<readonly Row[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const session = await this.#pick();
        return (await session.run<Row>(statement)).rows;
      } catch (error) {
        if (attempt > 1 || this.#closed || !(error instanceof SessionLost)) throw notReadable(error);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#sessions.splice(0).map((session) => session.end()));
  }

  async #pick(): Promise<Session> {
    if (this.#closed) throw new SessionLost('The store is closed.');
    this.#sessions = this.#sessions.filter((session) => !session.lost);
    let best: Session | undefined;
    for (const session of this.#sessions) {
      if (best === undefined || session.waiting < best.waiting) best = session;
    }
    if (best?.waiting === 0) return best;
    if (this.#sessions.length + this.#opening < this.#size && Date.now() >= this.#retryAt) {
      this.#opening += 1;
      this.#opened = this.#open();
      this.#opened.catch(() => undefined);
    }
    if (best !== undefined) return best;
    if (this.#opened === null || this.#opening === 0) throw new SessionLost('The database is away.');
    return this.#opened;
  }

  async #open(): Promise<Session> {
    try {
      const session = await Session.open(this.#url);
      this.#retryMs = FIRST_RETRY_MS;
      this.#retryAt = 0;
      if (this.#closed) {
        await session.end();
        throw new SessionLost('The store is closed.');
      }
      this.#sessions.push(session);
      return session;
    } catch (error) {
      this.#retryAt = Date.now() + this.#retryMs;
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
      throw error instanceof SessionLost ? error : new SessionLost((error as Error).message);
    } finally {
      this.#opening -= 1;
    }
  }
}
