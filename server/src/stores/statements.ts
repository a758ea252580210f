// The queries of the store, written once for both engines. Those on the way of a request have few shapes: each is
// built once, kept by its shape, and run prepared.
import { sql } from 'kysely';
import type { CompiledQuery, Kysely, RawBuilder } from 'kysely';

import { PRIMARY_KEYS } from '../core/ports/index.ts';
import type {
  AuditQuery,
  RowChange,
  SecretsFilter,
  SecretsPageQuery,
  TableName,
} from '../core/ports/index.ts';
import type { Schema } from './schema.ts';

/** A statement and the values for its placeholders, in order. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What an engine calls differently. */
export interface EngineWords {
  /** The function that finds a text in another one: 1 and up, or 0. */
  readonly position: 'instr' | 'strpos';
}

export class Statements {
  readonly #db: Kysely<Schema>;
  readonly #words: EngineWords;
  readonly #texts = new Map<string, string>();

  constructor(db: Kysely<Schema>, words: EngineWords) {
    this.#db = db;
    this.#words = words;
  }

  /** Rows with these values; a null value means that the column is null. */
  select(table: TableName, where: Readonly<Record<string, unknown>>, limit?: number): Statement {
    const entries = Object.entries(where);
    const shape = `select ${table} ${limit ?? ''} ${entries.map(([name, value]) => (value === null ? `${name}!` : name)).join()}`;
    return {
      sql: this.#text(shape, () => {
        let query = this.#db.selectFrom(table as 'users').selectAll();
        for (const [name, value] of entries) {
          query = query.where(sql.ref(name), value === null ? 'is' : '=', value as never);
        }
        for (const column of PRIMARY_KEYS[table]) query = query.orderBy(sql.ref(column));
        return limit === undefined ? query.compile() : query.limit(sql.lit(limit)).compile();
      }),
      parameters: entries.map(([, value]) => value).filter((value) => value !== null),
    };
  }

  /** One changed row; an update or delete that meets no row was stale. */
  change(change: RowChange): Statement {
    const { op, table } = change;
    const row = change.row as unknown as Readonly<Record<string, unknown>>;
    const key = PRIMARY_KEYS[table];
    const keyValues = key.map((column) => row[column]);
    if (op === 'insert') {
      return {
        sql: this.#text(`insert ${table} ${Object.keys(row).join()}`, () =>
          this.#db
            .insertInto(table)
            .values(row as never)
            .compile(),
        ),
        parameters: Object.values(row),
      };
    }
    const before = (row['row_version'] as number) - (op === 'update' ? 1 : 0);
    if (op === 'delete') {
      return {
        sql: this.#text(`delete ${table}`, () => {
          let query = this.#db.deleteFrom(table as 'users');
          for (const column of key) query = query.where(sql.ref(column), '=', '' as never);
          return query.where('row_version', '=', before).compile();
        }),
        parameters: [...keyValues, before],
      };
    }
    return {
      sql: this.#text(`update ${table} ${Object.keys(row).join()}`, () => {
        let query = this.#db.updateTable(table as 'users').set(row as never);
        for (const column of key) query = query.where(sql.ref(column), '=', '' as never);
        return query.where('row_version', '=', before).compile();
      }),
      parameters: [...Object.values(row), ...keyValues, before],
    };
  }

  spacesUnder(path: string | null): Statement {
    let query = this.#db.selectFrom('spaces').selectAll().orderBy('path');
    if (path !== null) {
      // "0" is the character behind "/": everything that starts with `path/` sorts before `path0`.
      query = query.where((where) =>
        where.or([
          where('path', '=', path),
          where.and([where('path', '>=', `${path}/`), where('path', '<', `${path}0`)]),
        ]),
      );
    }
    return query.compile();
  }

  listSecrets(page: SecretsPageQuery): Statement {
    let query = this.#filtered(page).selectAll('secrets');
    const { after } = page;
    if (page.spaceIds.length > 1) {
      query = query.innerJoin('spaces', 'spaces.id', 'secrets.space_id');
    }
    const path = page.spaceIds.length > 1 ? sql.ref<string>('spaces.path') : sql.lit('');
    if (after !== null) {
      query = query.where(
        sql<boolean>`(${path}, secrets.name, secrets.id) > (${page.spaceIds.length > 1 ? after.path : ''}, ${after.name}, ${after.id})`,
      );
    }
    const direction = page.descending ? 'desc' : 'asc';
    const column = SORT_COLUMNS[page.orderBy];
    if (page.spaceIds.length > 1 && page.orderBy === 'name' && !page.descending) query = query.orderBy(path);
    query = query.orderBy(sql.ref(`secrets.${column}`), direction);
    if (column !== 'name') query = query.orderBy('secrets.name', direction);
    query = query.orderBy('secrets.id', direction);
    if (page.limit !== null) query = query.limit(page.limit);
    // SQLite knows no offset without a limit.
    else if (page.offset > 0) query = query.limit(Number.MAX_SAFE_INTEGER);
    if (page.offset > 0) query = query.offset(page.offset);
    return query.compile();
  }

  countSecrets(filter: SecretsFilter): Statement {
    return this.#filtered(filter)
      .select((of) => of.fn.countAll<number>().as('count'))
      .compile();
  }

  quotaUse(spaceId: string): Statement {
    return {
      sql: this.#text('quota', () =>
        this.#db
          .selectFrom('secrets')
          .select((of) => [
            of.fn.countAll<number>().as('secrets'),
            of.fn.coalesce(of.fn.sum<number>('secret_bytes'), sql.lit(0)).as('bytes'),
            sql<number>`coalesce(sum(case when env is null then 0 else secret_bytes end), 0)`.as('envBytes'),
          ])
          .where('space_id', '=', spaceId)
          .where('deleted_at', 'is', null)
          .compile(),
      ),
      parameters: [spaceId],
    };
  }

  listAuditEvents(lane: string, query: AuditQuery): Statement {
    let select = this.#db.selectFrom('audit_events').select(['body', 'hash']).where('lane', '=', lane);
    if (query.after !== undefined) select = select.where('seq', '>', query.after);
    if (query.before !== undefined) select = select.where('seq', '<', query.before);
    if (query.actorId !== undefined) select = select.where('actor_id', '=', query.actorId);
    if (query.space !== undefined) select = select.where('space', '=', query.space);
    if (query.secretId !== undefined) select = select.where('object_id', '=', query.secretId);
    if (query.operation !== undefined) select = select.where('operation', '=', query.operation);
    if (query.outcome !== undefined) select = select.where('outcome', '=', query.outcome);
    return select
      .orderBy('seq', query.after === undefined ? 'desc' : 'asc')
      .limit(query.limit ?? 100)
      .compile();
  }

  #filtered(filter: SecretsFilter) {
    let query = this.#db
      .selectFrom('secrets')
      .where('secrets.space_id', 'in', filter.spaceIds)
      .where('secrets.deleted_at', 'is', null);
    for (const text of filter.search) query = query.where(this.#contains(sql.ref('secrets.search'), text));
    for (const { field, contains: text } of filter.where) {
      query = query.where(this.#contains(sql`lower(${sql.ref(`secrets.${field}`)})`, text));
    }
    if (filter.tag !== null)
      query = query.where(this.#contains(sql.ref('secrets.tags'), JSON.stringify(filter.tag)));
    if (filter.shapes !== null) {
      const { shapes } = filter;
      query = query.where((where) =>
        where.or(
          shapes.map((shape) =>
            where.and([
              ...(shape.kind === null ? [] : [where('secrets.kind', '=', shape.kind)]),
              ...(shape.fieldNames === null ? [] : [where('secrets.field_names', '=', shape.fieldNames)]),
            ]),
          ),
        ),
      );
    }
    return query;
  }

  #contains(target: RawBuilder<unknown>, text: string) {
    return sql<boolean>`${sql.raw(this.#words.position)}(${target}, ${text}) > 0`;
  }

  #text(shape: string, build: () => CompiledQuery): string {
    let text = this.#texts.get(shape);
    if (text === undefined) {
      text = build().sql;
      this.#texts.set(shape, text);
    }
    return text;
  }
}

const SORT_COLUMNS = {
  name: 'name',
  id: 'public_id',
  description: 'description',
  tags: 'tags',
  created: 'created_at',
  updated: 'updated_at',
} as const;
