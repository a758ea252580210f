// One connection to PostgreSQL that is used until it is lost and then never again: what was sent over it is answered,
// or rejected with SessionLost. Statements that are sent without waiting travel together, in their order, and never
// over another connection.
import postgres from 'postgres';
import type { ReservedSql, Sql } from 'postgres';

import type { Statement } from '../statements.ts';
import { decodeText, encodeText } from './text.ts';

export interface SessionResult<Row> {
  readonly rows: readonly Row[];
  /** Such as `COMMIT`; an aborted transaction that is committed says `ROLLBACK`. */
  readonly command: string;
}

/** The connection is gone; whether what was under way took effect is not known. */
export class SessionLost extends Error {
  override readonly name = 'SessionLost';
}

/** An error that the database told, without the values that it may quote. `code` is its SQLSTATE. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

const CONNECT_SECONDS = 5;
/** Longer than the database lets a statement run: behind it, the connection is taken for lost. */
const LOST_AFTER_MS = 15_000;
const WATCH_EVERY_MS = 1000;
/** Statements of more shapes than this are not kept prepared. */
const MAX_PREPARED = 400;

const SETTINGS = {
  application_name: 'polyvault',
  default_transaction_isolation: 'read committed',
  statement_timeout: 10_000,
  lock_timeout: 5000,
  idle_in_transaction_session_timeout: 10_000,
};

export class Session {
  readonly #client: Sql;
  readonly #prepared = new Set<string>();
  /** In the order in which they were sent. */
  readonly #waiting = new Set<{ readonly since: number; readonly reject: (error: Error) => void }>();
  #sql: ReservedSql | null = null;
  #lost: Error | null = null;
  #watch: NodeJS.Timeout | undefined;

  private constructor(url: string) {
    this.#client = postgres(url, {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: CONNECT_SECONDS,
      keep_alive: 5,
      fetch_types: false,
      onnotice: () => undefined,
      onclose: () => this.#markLost(new Error('The connection was closed.')),
      connection: SETTINGS as never,
      types: {
        text: { to: 25, from: [25], serialize: encodeText, parse: decodeText },
        bytes: { to: 17, from: [17], serialize: toHex, parse: fromHex },
        // Counts, times and versions stay below 2^53.
        whole: { to: 20, from: [20, 1700], serialize: String, parse: Number },
      } as never,
    });
  }

  /** Throws SessionLost when there is no connection in a few seconds, DatabaseError when it was refused. */
  static async open(url: string): Promise<Session> {
    const session = new Session(url);
    let timer: NodeJS.Timeout | undefined;
    try {
      session.#sql = await Promise.race([
        // Reserving a connection that is not there yet would wait for ever (postgres 3.4.9).
        session.#client.unsafe('SELECT 1').then(() => session.#client.reserve()),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error('no answer')), (CONNECT_SECONDS + 1) * 1000);
        }),
      ]);
    } catch (error) {
      session.#markLost(error);
      throw toSessionError(error);
    } finally {
      clearTimeout(timer);
    }
    session.#watch = setInterval(() => session.#look(), WATCH_EVERY_MS).unref();
    return session;
  }

  get lost(): boolean {
    return this.#lost !== null;
  }

  /** How many statements have no answer yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Sent at once: statements of one synchronous run leave in their order. */
  run<Row>({ sql, parameters }: Statement): Promise<SessionResult<Row>> {
    const handle = this.#sql;
    if (this.#lost !== null || handle === null) return Promise.reject(new SessionLost(this.#lost?.message));
    const sent =
      parameters.length === 0
        ? handle.unsafe(sql)
        : handle.unsafe(sql, parameters as never[], { prepare: this.#keeps(sql) });
    return new Promise((resolve, reject) => {
      const waiting = { since: Date.now(), reject };
      this.#waiting.add(waiting);
      sent.then(
        (rows) => {
          this.#waiting.delete(waiting);
          resolve({ rows: Array.from(rows as unknown as readonly Row[]), command: rows.command });
        },
        (error: unknown) => {
          this.#waiting.delete(waiting);
          reject(toSessionError(error));
        },
      );
    });
  }

  /** Gives the connection up; what has no answer is rejected with SessionLost. */
  end(): Promise<void> {
    this.#markLost(new Error('The connection was given up.'));
    return this.#client.end({ timeout: 0 }).catch(() => undefined);
  }

  #keeps(sql: string): boolean {
    if (this.#prepared.has(sql)) return true;
    if (this.#prepared.size >= MAX_PREPARED) return false;
    this.#prepared.add(sql);
    return true;
  }

  #look(): void {
    const [oldest] = this.#waiting;
    if (oldest !== undefined && Date.now() - oldest.since > LOST_AFTER_MS) void this.end();
  }

  #markLost(cause: unknown): void {
    if (this.#lost !== null) return;
    clearInterval(this.#watch);
    const message = cause instanceof Error ? cause.message : 'unknown fault';
    this.#lost = new SessionLost(message);
    for (const { reject } of this.#waiting) reject(this.#lost);
    this.#waiting.clear();
    void this.#client.end({ timeout: 0 }).catch(() => undefined);
  }
}

function toHex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`;
}

/** Bytes of their own, not a view into a pool. */
function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.slice(2), 'hex'));
}

/** SQLSTATE classes that end the connection: shutdown, crash, a lost link. */
const ENDING = /^(57P0[1-5]|08...)$/;

function toSessionError(error: unknown): Error {
  if (error instanceof SessionLost) return error;
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const text = typeof message === 'string' ? message : 'unknown fault';
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !ENDING.test(code)) {
    return new DatabaseError(code, text);
  }
  return new SessionLost(typeof code === 'string' ? `${code} ${text}` : text);
}
