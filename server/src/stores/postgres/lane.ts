// The audit lane of this node on one connection: whole transactions of jobs and their events. A lock that lives as long
// as the connection keeps every other process off the lane; who has it knows that nothing of before is still on its way.
import { MerkleFrontier } from '../../crypto/index.ts';
import { placeEvent } from '../job-event.ts';
import type { JobEvent } from '../job-event.ts';
import type { Statement } from '../statements.ts';
import { DatabaseError, Session, SessionLost } from './session.ts';

/** One change has to meet exactly one row; `many` may meet any number of them. */
export interface JobStatement extends Statement {
  readonly many?: true;
}

export interface Job {
  readonly statements: readonly JobStatement[];
  readonly events: readonly JobEvent[];
}

export type JobResult = 'ok' | 'stale';

export interface LaneHead {
  readonly seq: number;
  /** Base64; the empty text for an empty log. */
  readonly hash: string;
}

/** The connection broke while a transaction was on its way: it was committed if the lane's head is now `after`. */
export class Unresolved extends Error {
  override readonly name = 'Unresolved';
  readonly before: LaneHead;
  readonly after: LaneHead;
  readonly results: readonly JobResult[];
  constructor(before: LaneHead, after: LaneHead, results: readonly JobResult[], cause: unknown) {
    super('The connection was lost while a transaction was on its way.', { cause });
    this.before = before;
    this.after = after;
    this.results = results;
  }
}

/** Another process holds the lane. */
export class LaneTaken extends Error {
  override readonly name = 'LaneTaken';
}

const LOCK_CLASS = 740_001;
const LOCK_RETRY_MS = 50;

const UNIQUE_VIOLATION = '23505';
/** Of `1 / count(*)` where a change met no row. */
const DIVISION_BY_ZERO = '22012';
const STALE: ReadonlySet<string> = new Set([UNIQUE_VIOLATION, DIVISION_BY_ZERO]);
/** Deadlock, serialization, a lock that was waited for too long: nothing was written, and it may go well now. */
const AGAIN: ReadonlySet<string> = new Set(['40P01', '40001', '55P03']);
const MAX_ATTEMPTS = 4;

const INSERT_EVENTS = `INSERT INTO audit_events
    (lane, seq, time, request_id, operation, outcome, actor_id, space, object_id, action, body, hash)
  SELECT $1, seq, time, request_id, operation, outcome, actor_id, space, object_id, action, body, decode(hash, 'hex')
  FROM json_to_recordset($2::text::json) AS event(seq bigint, time bigint, request_id text, operation text,
    outcome text, actor_id text, space text, object_id text, action text, body text, hash text)`;

const none: readonly unknown[] = [];

export class Lane {
  readonly #session: Session;
  readonly name: string;
  readonly pid: number;
  #head: LaneHead;
  #tree: MerkleFrontier;
  readonly #checked = new Map<string, string>();

  private constructor(session: Session, name: string, pid: number, head: LaneHead, tree: MerkleFrontier) {
    this.#session = session;
    this.name = name;
    this.pid = pid;
    this.#head = head;
    this.#tree = tree;
  }

  /**
   * Throws LaneTaken when another process keeps the lane for `waitMs`. What an earlier connection of this process, of
   * the backend `own`, still holds is ended.
   */
  static async open(url: string, name: string, { waitMs, own }: { waitMs: number; own: number | null }) {
    const session = await Session.open(url);
    try {
      await prepareWriting(session);
      const pid = await takeLock(session, name, waitMs, own);
      const tree = await readTree(session, name);
      const head = await readHead(session, name);
      return new Lane(session, name, pid, head, tree);
    } catch (error) {
      await session.end();
      throw error;
    }
  }

  get head(): LaneHead {
    return this.#head;
  }

  get lost(): boolean {
    return this.#session.lost;
  }

  treeState() {
    return {
      size: this.#tree.size,
      frontier: this.#tree.bytes(),
      lastHash: Uint8Array.from(Buffer.from(this.#head.hash, 'base64')),
    };
  }

  /**
   * All jobs that met no other change, in one transaction that is durable when the promise resolves. Throws Unresolved
   * when the connection broke, DatabaseError when nothing was written.
   */
  async write(jobs: readonly Job[]): Promise<readonly JobResult[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return (attempt === 1 ? await this.#together(jobs) : null) ?? (await this.#oneByOne(jobs));
      } catch (error) {
        const again = error instanceof DatabaseError && AGAIN.has(error.code) && attempt < MAX_ATTEMPTS;
        if (!again) throw error;
      }
    }
  }

  end(): Promise<void> {
    return this.#session.end();
  }

  /** Everything in one flight; null when a job met another change, and nothing was written. */
  async #together(jobs: readonly Job[]): Promise<readonly JobResult[] | null> {
    const results = jobs.map(() => 'ok' as const);
    const statements = jobs.flatMap((job) => job.statements.map((statement) => this.#check(statement)));
    const placed = this.#place(jobs.flatMap(({ events }) => events));
    if (placed.events.length > 0) statements.push(this.#insert(placed.events));
    const [only, ...others] = statements;
    if (only === undefined) {
      await this.#flight([{ sql: 'SELECT 1', parameters: none }], placed, results);
      return results;
    }
    // One statement is a transaction by itself.
    const flight = others.length === 0 ? [only] : [BEGIN, ...statements, COMMIT];
    try {
      const last = await this.#flight(flight, placed, results);
      if (others.length > 0 && last !== 'COMMIT') throw new DatabaseError('25P02', 'rolled back');
    } catch (error) {
      if (error instanceof DatabaseError && STALE.has(error.code)) return null;
      throw error;
    }
    this.#keep(placed);
    return results;
  }

  /** Each job behind a savepoint. */
  async #oneByOne(jobs: readonly Job[]): Promise<readonly JobResult[]> {
    const results: JobResult[] = [];
    const nothing = { ...this.#place([]), events: [] };
    await this.#flight([BEGIN], nothing, results);
    try {
      for (const job of jobs) {
        if (job.statements.length === 0) {
          results.push('ok');
          continue;
        }
        try {
          const statements = job.statements.map((statement) => this.#check(statement));
          await this.#flight([SAVEPOINT, ...statements, RELEASE], nothing, results);
          results.push('ok');
        } catch (error) {
          if (!(error instanceof DatabaseError && STALE.has(error.code))) throw error;
          await this.#flight([ROLLBACK_TO], nothing, results);
          results.push('stale');
        }
      }
      const placed = this.#place(
        jobs.flatMap(({ events }, index) => (results[index] === 'ok' ? events : [])),
      );
      const insert = placed.events.length === 0 ? [] : [this.#insert(placed.events)];
      const last = await this.#flight([...insert, COMMIT], placed, results);
      if (last !== 'COMMIT') throw new DatabaseError('25P02', 'rolled back');
      this.#keep(placed);
      return results;
    } catch (error) {
      if (error instanceof DatabaseError) await this.#session.run(ROLLBACK).catch(() => undefined);
      throw error;
    }
  }

  /** The last one's command tag; the first error that any of them had. */
  async #flight(
    statements: readonly Statement[],
    placed: Placed,
    results: readonly JobResult[],
  ): Promise<string> {
    const answers = await Promise.allSettled(statements.map((statement) => this.#session.run(statement)));
    const errors = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as unknown] : [],
    );
    const lost = errors.find((error) => error instanceof SessionLost);
    if (lost !== undefined) throw new Unresolved(this.#head, placed.head, [...results], lost);
    if (errors.length > 0) throw errors[0];
    const last = answers.at(-1);
    return last?.status === 'fulfilled' ? last.value.command : '';
  }

  #place(events: readonly JobEvent[]): Placed {
    const tree = this.#tree.copy();
    let head = this.#head;
    const placed = events.map((event) => {
      const seq = head.seq + 1;
      const { body, hash } = placeEvent(event, { lane: this.name, seq, prev: head.hash });
      tree.append(hash);
      head = { seq, hash: Buffer.from(hash).toString('base64') };
      return {
        seq,
        time: event.time,
        request_id: event.requestId,
        operation: event.operation,
        outcome: event.outcome,
        actor_id: event.actorId,
        space: event.space,
        object_id: event.objectId,
        action: event.action,
        body,
        hash: Buffer.from(hash).toString('hex'),
      };
    });
    return { events: placed, head, tree };
  }

  #keep({ head, tree }: Placed): void {
    this.#head = head;
    this.#tree = tree;
  }

  #insert(events: readonly object[]): Statement {
    return { sql: INSERT_EVENTS, parameters: [this.name, JSON.stringify(events)] };
  }

  /** The same change as one that fails when it meets no row. */
  #check({ sql, parameters, many }: JobStatement): Statement {
    if (many === true || sql.startsWith('insert')) return { sql, parameters };
    let checked = this.#checked.get(sql);
    if (checked === undefined) {
      checked = `WITH changed AS (${sql} RETURNING 1) SELECT 1 / count(*) FROM changed`;
      this.#checked.set(sql, checked);
    }
    return { sql: checked, parameters };
  }
}

interface Placed {
  readonly events: readonly object[];
  readonly head: LaneHead;
  readonly tree: MerkleFrontier;
}

const BEGIN: Statement = { sql: 'BEGIN', parameters: none };
const COMMIT: Statement = { sql: 'COMMIT', parameters: none };
const ROLLBACK: Statement = { sql: 'ROLLBACK', parameters: none };
const SAVEPOINT: Statement = { sql: 'SAVEPOINT job', parameters: none };
const RELEASE: Statement = { sql: 'RELEASE job', parameters: none };
const ROLLBACK_TO: Statement = { sql: 'ROLLBACK TO job; RELEASE job', parameters: none };

/** Acknowledged means durable, here and on a synchronous standby; and only a primary decides. */
async function prepareWriting(session: Session): Promise<void> {
  const { rows } = await session.run<{ readonly standby: number }>({
    sql: `SELECT pg_is_in_recovery()::int::bigint AS standby, set_config('synchronous_commit',
        CASE WHEN current_setting('synchronous_commit') = 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)`,
    parameters: none,
  });
  if (rows[0]?.standby !== 0) throw new SessionLost('The database is a standby.');
}

async function takeLock(session: Session, name: string, waitMs: number, own: number | null): Promise<number> {
  const until = Date.now() + waitMs;
  for (;;) {
    const { rows } = await session.run<{ readonly taken: number; readonly pid: number }>({
      sql: `SELECT pg_try_advisory_lock(${LOCK_CLASS}, hashtext($1))::int::bigint AS taken,
        pg_backend_pid()::bigint AS pid`,
      parameters: [name],
    });
    const [answer] = rows;
    if (answer?.taken === 1) return answer.pid;
    if (own !== null) {
      await session.run({
        sql: `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE pid = $2 AND granted AND locktype = 'advisory'
          AND classid = ${LOCK_CLASS} AND objid = (hashtext($1)::bigint & 4294967295)::oid`,
        parameters: [name, own],
      });
    }
    if (Date.now() > until) throw new LaneTaken(name);
    await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
  }
}

/** From the newest checkpoint on; core has judged it before anything is served. */
async function readTree(session: Session, lane: string): Promise<MerkleFrontier> {
  const { rows } = await session.run<{ readonly size: number; readonly frontier: Uint8Array }>({
    sql: 'SELECT size, frontier FROM audit_checkpoints WHERE lane = $1 ORDER BY size DESC LIMIT 1',
    parameters: [lane],
  });
  const [checkpoint] = rows;
  const tree =
    checkpoint === undefined
      ? new MerkleFrontier()
      : MerkleFrontier.fromBytes(checkpoint.size, checkpoint.frontier);
  const newer = await session.run<{ readonly hash: Uint8Array }>({
    sql: 'SELECT hash FROM audit_events WHERE lane = $1 AND seq > $2 ORDER BY seq',
    parameters: [lane, tree.size],
  });
  for (const { hash } of newer.rows) tree.append(hash);
  return tree;
}

async function readHead(session: Session, lane: string): Promise<LaneHead> {
  const { rows } = await session.run<{ readonly seq: number; readonly hash: Uint8Array }>({
    sql: 'SELECT seq, hash FROM audit_events WHERE lane = $1 ORDER BY seq DESC LIMIT 1',
    parameters: [lane],
  });
  const [row] = rows;
  if (row === undefined) return { seq: 0, hash: '' };
  return { seq: row.seq, hash: Buffer.from(row.hash).toString('base64') };
}
