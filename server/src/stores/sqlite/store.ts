// The store on SQLite: reads on prepared statements in this thread, writes and audit events through group commit.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import { AppError } from '../../base/errors.ts';
import type {
  AuditDraft,
  AuditEvent,
  AuditPage,
  AuditQuery,
  QuotaUse,
  RowChange,
  SecretRow,
  SecretsFilter,
  SecretsPageQuery,
  SpaceRow,
  Store,
  TableName,
  Tables,
  Where,
} from '../../core/ports/index.ts';
import { Statements } from '../statements.ts';
import type { Statement } from '../statements.ts';
import type { JobEvent } from './batch.ts';
import { sqliteBuilder } from './builder.ts';
import { openConnection } from './connection.ts';
import { GroupCommit } from './group-commit.ts';

/** One machine, one node, one lane. */
const LANE = 'main';
const MAX_PREPARED = 500;

export class SqliteStore implements Store {
  readonly #reader: DatabaseSync;
  readonly #writer: GroupCommit;
  readonly #statements = new Statements(sqliteBuilder(), { position: 'instr' });
  readonly #prepared = new Map<string, StatementSync>();

  /** The file has to be migrated already. */
  constructor(path: string) {
    this.#reader = openConnection(path, 'reader');
    this.#writer = new GroupCommit({ path, lane: LANE });
  }

  async find<T extends TableName>(table: T, where: Where<Tables[T]>): Promise<Tables[T] | undefined> {
    return this.#all<Tables[T]>(this.#statements.select(table, where, 1))[0];
  }

  async select<T extends TableName>(table: T, where: Where<Tables[T]>): Promise<readonly Tables[T][]> {
    return this.#all<Tables[T]>(this.#statements.select(table, where));
  }

  async spacesUnder(path: string | null): Promise<readonly SpaceRow[]> {
    return this.#all<SpaceRow>(this.#statements.spacesUnder(path));
  }

  async listSecrets(query: SecretsPageQuery): Promise<readonly SecretRow[]> {
    return this.#all<SecretRow>(this.#statements.listSecrets(query));
  }

  async countSecrets(filter: SecretsFilter): Promise<number> {
    return this.#all<{ readonly count: number }>(this.#statements.countSecrets(filter))[0]?.count ?? 0;
  }

  async quotaUse(spaceId: string): Promise<QuotaUse> {
    const [use] = this.#all<QuotaUse>(this.#statements.quotaUse(spaceId));
    return use ?? { secrets: 0, bytes: 0, envBytes: 0 };
  }

  async listAuditEvents(query: AuditQuery): Promise<AuditPage> {
    const rows = this.#all<{ readonly body: string; readonly hash: Uint8Array }>(
      this.#statements.listAuditEvents(LANE, query),
    );
    const items = rows.map((row) => {
      const event = JSON.parse(row.body) as Omit<AuditEvent, 'hash'>;
      return { ...event, hash: Buffer.from(row.hash).toString('base64') };
    });
    const [newest] = this.#all<{ readonly body: string }>(
      this.#statements.listAuditEvents(LANE, { limit: 1 }),
    );
    const head = newest === undefined ? 0 : (JSON.parse(newest.body) as AuditEvent).seq;
    return { items, head };
  }

  async commit(changes: readonly RowChange[], events: readonly AuditDraft[]): Promise<void> {
    await this.#writer.commit({
      statements: changes.map((change) => {
        const { sql, parameters } = this.#statements.change(change);
        return { sql, parameters: parameters.map(own) };
      }),
      events: events.map(toJobEvent),
    });
  }

  async ping(): Promise<void> {
    this.#all({ sql: 'SELECT 1', parameters: [] });
  }

  async close(): Promise<void> {
    await this.#writer.close();
    this.#reader.close();
  }

  #all<Row>({ sql, parameters }: Statement): Row[] {
    try {
      return this.#prepare(sql).all(...(parameters as SQLInputValue[])) as Row[];
    } catch (cause) {
      throw new AppError('unavailable', 'The store cannot be read at the moment. Try again.', {
        details: { retryAfterSeconds: 1 },
        cause,
      });
    }
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#reader.prepare(sql);
      if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
      this.#prepared.set(sql, statement);
    }
    return statement;
  }
}

/** A value whose bytes stand alone: a view into Node's shared pool would be copied with the whole pool. */
function own(value: unknown): SQLInputValue {
  return value instanceof Uint8Array ? Uint8Array.from(value) : (value as SQLInputValue);
}

function toJobEvent(draft: AuditDraft): JobEvent {
  return {
    time: draft.time,
    requestId: draft.requestId,
    operation: draft.operation,
    outcome: draft.outcome,
    actorId: draft.actor.id ?? null,
    space: draft.space?.path ?? null,
    objectId: draft.object?.id ?? null,
    json: JSON.stringify(draft),
  };
}
