// The queries of the store, written once for both engines. Those on the way of a request have few shapes: each is
// built once, kept by its shape, and run prepared.
import { sql } from 'kysely';
import type { CompiledQuery, Kysely, RawBuilder, SelectQueryBuilder } from 'kysely';

import { PRIMARY_KEYS } from '../core/ports/index.ts';
import type {
  AuditQuery,
  RowChange,
  RowScan,
  SecretsFilter,
  SecretsPageQuery,
  TableName,
  TrashQuery,
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
  /** Lower case beyond ASCII too, as JavaScript has it. */
  readonly lower: (text: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** A select of the texts of a JSON list that is given as one parameter, however long it is. */
  readonly eachText: (list: string) => RawBuilder<string>;
  /** The tags of a secret as rows of a table `tag` with the column `value`. */
  readonly eachTag: string;
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

  /** A part of a table behind a primary key; each column of `where` has one of its values. */
  scan(table: TableName, scan: RowScan<Readonly<Record<string, unknown>>>): Statement {
    const key = PRIMARY_KEYS[table];
    const where = Object.entries(scan.where ?? {}) as [string, readonly unknown[]][];
    const shape = `scan ${table} ${scan.after === null ? '' : 'after'} ${where.map(([name, values]) => `${name}*${values.length}`).join()}`;
    return {
      sql: this.#text(shape, () => {
        let query = this.#db.selectFrom(table as 'users').selectAll();
        for (const [name, values] of where) query = query.where(sql.ref(name), 'in', values as never);
        if (scan.after !== null) {
          const columns = sql.join(key.map((column) => sql.ref(column)));
          query = query.where(sql<boolean>`(${columns}) > (${sql.join([...scan.after])})`);
        }
        for (const column of key) query = query.orderBy(sql.ref(column));
        return query.limit(scan.limit).compile();
      }),
      parameters: [...where.flatMap(([, values]) => values), ...(scan.after ?? []), scan.limit],
    };
  }

  countRows(table: TableName): Statement {
    return {
      sql: this.#text(`count ${table}`, () =>
        this.#db
          .selectFrom(table as 'users')
          .select((of) => of.fn.countAll<number>().as('count'))
          .compile(),
      ),
      parameters: [],
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

  noteTokenUse(id: string, at: number): Statement {
    return {
      sql: this.#text('token use', () =>
        this.#db
          .updateTable('tokens')
          .set({ last_used_at: at })
          .where('id', '=', id)
          .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', at)]))
          .compile(),
      ),
      parameters: [at, id, at],
    };
  }

  spacesUnder(path: string | null): Statement {
    let query = this.#db.selectFrom('spaces').selectAll().orderBy('path');
    // Those in the trash have a path that begins with a dot, which sorts before every path that can be named.
    if (path === null) query = query.where('path', '>=', '0');
    else {
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

  listTrash({ spaceId, before, after, limit }: TrashQuery): Statement {
    let query = this.#db.selectFrom('secrets').selectAll().where('deleted_at', 'is not', null);
    if (spaceId !== null) query = query.where('space_id', '=', spaceId);
    if (before !== null) query = query.where('deleted_at', '<', before);
    if (after !== null) {
      query = query.where(sql<boolean>`(deleted_at, id) > (${after.deletedAt}, ${after.id})`);
    }
    return query.orderBy('deleted_at').orderBy('id').limit(limit).compile();
  }

  /** `within` selects the ids of secrets among which all that match are. */
  listSecrets(page: SecretsPageQuery, within?: RawBuilder<unknown>): Statement {
    return this.#page(this.#filtered(page, within).selectAll('secrets'), page).compile();
  }

  listSecretIds(page: SecretsPageQuery, within: RawBuilder<unknown>): Statement {
    return this.#page(this.#filtered(page, within).select('secrets.id'), page).compile();
  }

  #page<Row>(filtered: SelectQueryBuilder<Schema, 'secrets', Row>, page: SecretsPageQuery) {
    let query = filtered;
    const { after } = page;
    if (page.spaceIds.length > 1) {
      query = query.innerJoin('spaces', 'spaces.id', 'secrets.space_id');
    }
    const path = sql.ref<string>('spaces.path');
    if (after !== null) {
      query = query.where(
        page.spaceIds.length > 1
          ? sql<boolean>`(${path}, secrets.name, secrets.id) > (${after.path}, ${after.name}, ${after.id})`
          : sql<boolean>`(secrets.name, secrets.id) > (${after.name}, ${after.id})`,
      );
    }
    const direction = page.descending ? 'desc' : 'asc';
    const column = SORT_COLUMNS[page.orderBy];
    if (column !== null) query = query.orderBy(sql.ref(`secrets.${column}`), direction);
    if (page.spaceIds.length > 1) query = query.orderBy(path, direction);
    query = query.orderBy('secrets.name', direction).orderBy('secrets.id', direction);
    if (page.limit !== null) query = query.limit(page.limit);
    // SQLite knows no offset without a limit.
    else if (page.offset > 0) query = query.limit(Number.MAX_SAFE_INTEGER);
    if (page.offset > 0) query = query.offset(page.offset);
    return query;
  }

  countSecrets(filter: SecretsFilter, within?: RawBuilder<unknown>): Statement {
    return this.#filtered(filter, within)
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
    if (query.action !== undefined) select = select.where('action', '=', query.action);
    if (query.from !== undefined) select = select.where('time', '>=', query.from);
    if (query.to !== undefined) select = select.where('time', '<', query.to);
    if (query.operation !== undefined) select = select.where('operation', '=', query.operation);
    if (query.outcome !== undefined) select = select.where('outcome', '=', query.outcome);
    if (query.requestId !== undefined) select = select.where('request_id', '=', query.requestId);
    return select
      .orderBy('seq', query.after === undefined ? 'desc' : 'asc')
      .limit(query.limit ?? 100)
      .compile();
  }

  auditRecords(
    lane: string,
    range: { readonly after: number; readonly upTo: number; readonly limit: number },
  ): Statement {
    return this.#db
      .selectFrom('audit_events')
      .select(['seq', 'body', 'hash'])
      .where('lane', '=', lane)
      .where('seq', '>', range.after)
      .where('seq', '<=', range.upTo)
      .orderBy('seq')
      .limit(range.limit)
      .compile();
  }

  findCheckpoint(lane: string, size: { readonly atLeast: number } | { readonly atMost: number }): Statement {
    const query = this.#db.selectFrom('audit_checkpoints').selectAll().where('lane', '=', lane);
    const found =
      'atLeast' in size
        ? query.where('size', '>=', size.atLeast).orderBy('size')
        : query.where('size', '<=', size.atMost).orderBy('size', 'desc');
    return found.limit(1).compile();
  }

  /** Each of them may change any number of rows. */
  removeAuditEvents(lane: string, upTo: number, limit: number): readonly Statement[] {
    const oldest = this.#db
      .selectFrom('audit_events')
      .select('seq')
      .where('lane', '=', lane)
      .where('seq', '<=', upTo)
      .orderBy('seq')
      .limit(limit);
    return [
      this.#db.deleteFrom('audit_events').where('lane', '=', lane).where('seq', 'in', oldest).compile(),
      this.#db.deleteFrom('audit_checkpoints').where('lane', '=', lane).where('size', '<', upTo).compile(),
    ];
  }

  #filtered(filter: SecretsFilter, within?: RawBuilder<unknown>) {
    let query = this.#db
      .selectFrom('secrets')
      .where(this.#inSpaces(filter.spaceIds, within !== undefined))
      .where('secrets.deleted_at', 'is', null);
    if (within !== undefined) query = query.where(sql<boolean>`secrets.id in (${within})`);
    for (const text of filter.search) query = query.where(this.#contains(sql.ref('secrets.search'), text));
    for (const { field, contains: text } of filter.where) {
      query = query.where(
        field === 'tags'
          ? this.#someTag(this.#contains(this.#words.lower(sql`tag.value`), text))
          : this.#contains(this.#words.lower(sql.ref(`secrets.${field}`)), text),
      );
    }
    if (filter.tag !== null) query = query.where(this.#someTag(sql`tag.value = ${filter.tag}`));
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

  /** One space alone lets its indexes give the order; `checked` keeps them out of the way of a better one. */
  #inSpaces(spaceIds: readonly string[], checked: boolean) {
    const [id] = spaceIds;
    if (id === undefined || spaceIds.length > 1) {
      return sql<boolean>`secrets.space_id in (${this.#words.eachText(JSON.stringify(spaceIds))})`;
    }
    return checked ? sql<boolean>`(secrets.space_id || '') = ${id}` : sql<boolean>`secrets.space_id = ${id}`;
  }

  #contains(target: RawBuilder<unknown>, text: string) {
    return sql<boolean>`${sql.raw(this.#words.position)}(${target}, ${text}) > 0`;
  }

  #someTag(condition: RawBuilder<unknown>) {
    return sql<boolean>`exists (select 1 from ${sql.raw(this.#words.eachTag)} where ${condition})`;
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

/** What is sorted by before space path, name and id. */
const SORT_COLUMNS = {
  name: null,
  id: 'public_id',
  description: 'description',
  tags: 'tags',
  created: 'created_at',
  updated: 'updated_at',
} as const;
