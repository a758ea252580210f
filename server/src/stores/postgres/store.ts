// The store on PostgreSQL: every read asks the primary, so that a decision is never made on old rows; changes and audit
// events go through the lane of this node. It caches no row.
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
import { POSTGRES_WORDS, postgresBuilder } from './builder.ts';
import type { LaneWriter } from './lane-writer.ts';
import { ReadPool } from './read-pool.ts';

const CONNECTIONS = 6;

export class PostgresStore implements Store {
  readonly #reader: ReadPool;
  readonly #writer: LaneWriter;
  readonly #lane: string;
  readonly #statements = new Statements(postgresBuilder(), POSTGRES_WORDS);

  /** The database has to be migrated already. */
  constructor(url: string, writer: LaneWriter, lane: string) {
    this.#reader = new ReadPool(url, CONNECTIONS);
    this.#writer = writer;
    this.#lane = lane;
  }

  async find<T extends TableName>(table: T, where: Where<Tables[T]>): Promise<Tables[T] | undefined> {
    return (await this.#all<Tables[T]>(this.#statements.select(table, where, 1)))[0];
  }

  select<T extends TableName>(table: T, where: Where<Tables[T]>): Promise<readonly Tables[T][]> {
    return this.#all(this.#statements.select(table, where));
  }

  scan<T extends TableName>(table: T, scan: RowScan<Tables[T]>): Promise<readonly Tables[T][]> {
    return this.#all(this.#statements.scan(table, scan));
  }

  countRows(table: TableName): Promise<number> {
    return this.#count(this.#statements.countRows(table));
  }

  listTrash(query: TrashQuery): Promise<readonly SecretRow[]> {
    return this.#all(this.#statements.listTrash(query));
  }

  spacesUnder(path: string | null): Promise<readonly SpaceRow[]> {
    return this.#all(this.#statements.spacesUnder(path));
  }

  listSecrets(query: SecretsPageQuery): Promise<readonly SecretRow[]> {
    return this.#all(this.#statements.listSecrets(query));
  }

  countSecrets(filter: SecretsFilter): Promise<number> {
    return this.#count(this.#statements.countSecrets(filter));
  }

  async quotaUse(spaceId: string): Promise<QuotaUse> {
    const [use] = await this.#all<{ readonly [K in keyof QuotaUse]: number }>(
      this.#statements.quotaUse(spaceId),
    );
    return use ?? { secrets: 0, bytes: 0, envBytes: 0 };
  }

  async listAuditEvents(query: AuditQuery): Promise<AuditPage> {
    const rows = await this.#all<{ readonly body: string; readonly hash: Uint8Array }>(
      this.#statements.listAuditEvents(this.#lane, query),
    );
    const items = rows.map((row) => {
      const event = JSON.parse(row.body) as Omit<AuditEvent, 'hash'>;
      return { ...event, hash: Buffer.from(row.hash).toString('base64') };
    });
    const [newest] = await this.#all<{ readonly body: string }>(
      this.#statements.listAuditEvents(this.#lane, { limit: 1 }),
    );
    return { items, head: newest === undefined ? 0 : (JSON.parse(newest.body) as AuditEvent).seq };
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
    return { lane: this.#lane, ...(await this.#writer.tree()) };
  }

  auditRecords(
    lane: string,
    range: { readonly after: number; readonly upTo: number; readonly limit: number },
  ): Promise<readonly AuditRecord[]> {
    return this.#all(this.#statements.auditRecords(lane, range));
  }

  async findCheckpoint(
    lane: string,
    size: { readonly atLeast: number } | { readonly atMost: number },
  ): Promise<AuditCheckpointRow | undefined> {
    return (await this.#all<AuditCheckpointRow>(this.#statements.findCheckpoint(lane, size)))[0];
  }

  async removeAuditEvents(lane: string, upTo: number, limit: number): Promise<boolean> {
    const statements = this.#statements.removeAuditEvents(lane, upTo, limit);
    await this.#writer.commit({
      statements: statements.map((statement) => ({ ...statement, many: true })),
      events: [],
    });
    return (await this.auditRecords(lane, { after: 0, upTo, limit: 1 })).length > 0;
  }

  async noteTokenUses(uses: readonly { readonly id: string; readonly at: number }[]): Promise<void> {
    await this.#writer.commit({
      statements: uses.map(({ id, at }) => ({ ...this.#statements.noteTokenUse(id, at), many: true })),
      events: [],
    });
  }

  async ping(): Promise<void> {
    await this.#all({ sql: 'SELECT 1', parameters: [] });
    // Nothing can be served that is not recorded: a log that cannot grow is as bad as no database.
    if (this.#writer.failing) await this.#writer.tree();
  }

  async close(): Promise<void> {
    await this.#writer.close();
    await this.#reader.close();
  }

  async #count(statement: Statement): Promise<number> {
    return (await this.#all<{ readonly count: number }>(statement))[0]?.count ?? 0;
  }

  #all<Row>(statement: Statement): Promise<readonly Row[]> {
    return this.#reader.all<Row>(statement);
  }
}

/** The bytes as they are now: what is sent may leave later. */
function own(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}
