// The store on SQLite: reads on prepared statements in this thread, writes and audit events through group commit.
import { sql } from 'kysely';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import type {
  AuditCheckpointRow,
  AuditDraft,
  AuditEvent,
  AuditPage,
  AuditQuery,
  AuditRecord,
  AuditTree,
  QuotaUse,
  RowChange,
  RowScan,
  SecretRow,
  SecretsFilter,
  SecretsPageQuery,
  SpaceRow,
  Store,
  TableName,
  Tables,
  TrashQuery,
  Where,
} from '../../core/ports/index.ts';
import { toJobEvent } from '../job-event.ts';
import { Statements } from '../statements.ts';
import type { Statement } from '../statements.ts';
import { notReadable } from '../write-faults.ts';
import { sqliteBuilder } from './builder.ts';
import { openConnection } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { KeptRows } from './kept-rows.ts';
import { SecretLists } from './secret-lists.ts';

/** One machine, one node, one lane. */
const LANE = 'main';
const MAX_PREPARED = 500;

export class SqliteStore implements Store {
  readonly #reader: DatabaseSync;
  readonly #writer: GroupCommit;
  readonly #builder = sqliteBuilder();
  readonly #statements = new Statements(this.#builder, {
    eachText: (list) => sql`select value from json_each(${list})`,
    position: 'instr',
    lower: (text) => sql`lower(${text})`,
    eachTag: 'json_each(secrets.tags) as tag',
  });
  readonly #kept: KeptRows;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #lists = new SecretLists(this.#builder, this.#statements, (statement) => this.#all(statement));

  /** The file has to be migrated already. */
  constructor(path: string) {
    this.#reader = openConnection(path, 'reader');
    // SQLite's own knows ASCII alone.
    this.#reader.function('lower', { deterministic: true }, (text) => String(text).toLowerCase());
    this.#kept = new KeptRows(this.#reader);
    this.#writer = new GroupCommit({ path, lane: LANE });
  }

  freshen(): void {
    this.#reading(() => this.#kept.freshen());
  }

  async find<T extends TableName>(table: T, where: Where<Tables[T]>): Promise<Tables[T] | undefined> {
    return this.#rows(table, where, 1)[0];
  }

  async select<T extends TableName>(table: T, where: Where<Tables[T]>): Promise<readonly Tables[T][]> {
    return this.#rows(table, where);
  }

  async scan<T extends TableName>(table: T, scan: RowScan<Tables[T]>): Promise<readonly Tables[T][]> {
    return this.#all<Tables[T]>(this.#statements.scan(table, scan));
  }

  async countRows(table: TableName): Promise<number> {
    return this.#all<{ readonly count: number }>(this.#statements.countRows(table))[0]?.count ?? 0;
  }

  async listTrash(query: TrashQuery): Promise<readonly SecretRow[]> {
    return this.#all<SecretRow>(this.#statements.listTrash(query));
  }

  async spacesUnder(path: string | null): Promise<readonly SpaceRow[]> {
    return this.#all<SpaceRow>(this.#statements.spacesUnder(path));
  }

  async listSecrets(query: SecretsPageQuery): Promise<readonly SecretRow[]> {
    return this.#inSnapshot(() => this.#lists.page(query));
  }

  async countSecrets(filter: SecretsFilter): Promise<number> {
    return this.#inSnapshot(() => this.#lists.count(filter));
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

  async auditTree(): Promise<AuditTree> {
    return { lane: LANE, ...(await this.#writer.tree()) };
  }

  async auditRecords(
    lane: string,
    range: { readonly after: number; readonly upTo: number; readonly limit: number },
  ): Promise<readonly AuditRecord[]> {
    return this.#all<AuditRecord>(this.#statements.auditRecords(lane, range));
  }

  async findCheckpoint(
    lane: string,
    size: { readonly atLeast: number } | { readonly atMost: number },
  ): Promise<AuditCheckpointRow | undefined> {
    return this.#all<AuditCheckpointRow>(this.#statements.findCheckpoint(lane, size))[0];
  }

  async removeAuditEvents(lane: string, upTo: number, limit: number): Promise<boolean> {
    const statements = this.#statements.removeAuditEvents(lane, upTo, limit);
    await this.#writer.commit({
      statements: statements.map(({ sql, parameters }) => ({
        sql,
        parameters: parameters.map(own),
        many: true,
      })),
      events: [],
    });
    return (await this.auditRecords(lane, { after: 0, upTo, limit: 1 })).length > 0;
  }

  async noteTokenUses(uses: readonly { readonly id: string; readonly at: number }[]): Promise<void> {
    await this.#writer.commit({
      statements: uses.map(({ id, at }) => {
        const { sql, parameters } = this.#statements.noteTokenUse(id, at);
        return { sql, parameters: parameters.map(own), many: true };
      }),
      events: [],
    });
  }

  async ping(): Promise<void> {
    this.#all({ sql: 'SELECT count(*) FROM sqlite_schema', parameters: [] });
    // Nothing can be served that is not recorded: a log that cannot grow is as bad as no database.
    if (this.#writer.failing) await this.#writer.probe();
  }

  async close(): Promise<void> {
    await this.#writer.close();
    if (this.#reader.isOpen) this.#reader.close();
  }

  /** What several reads see is of one moment. */
  #inSnapshot<T>(read: () => T): T {
    this.#all({ sql: 'BEGIN', parameters: [] });
    try {
      return read();
    } finally {
      if (this.#reader.isTransaction) this.#reader.exec('ROLLBACK');
    }
  }

  #rows<T extends TableName>(table: T, where: Where<Tables[T]>, limit?: 1): readonly Tables[T][] {
    if (!this.#kept.isFresh) this.freshen();
    return this.#kept.rows(table, where, limit === 1, () =>
      this.#all<Tables[T]>(this.#statements.select(table, where, limit)),
    );
  }

  #all<Row>({ sql, parameters }: Statement): Row[] {
    return this.#reading(() => this.#prepare(sql).all(...(parameters as SQLInputValue[])) as Row[]);
  }

  #reading<T>(read: () => T): T {
    try {
      return read();
    } catch (cause) {
      throw notReadable(cause);
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
