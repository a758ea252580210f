// Lists and counts of one space's secrets at a cost that grows with the page: it walks an index in the order that is
// wanted, or takes what the search index found, whichever reads fewer rows. What it finds is the same either way.
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

import type { SecretRow, SecretsFilter, SecretsPageQuery } from '../../core/ports/index.ts';
import type { Schema } from '../schema.ts';
import type { Statement, Statements } from '../statements.ts';
import { KeptResults } from './kept-results.ts';
import { splitTexts } from './search-terms.ts';

export type Read = <Row>(statement: Statement) => Row[];

/** The state of one space's list; none of it is signed, and no decision but of speed rests on it. */
interface ListState {
  readonly id: string;
  readonly number: number;
  /** Grows with each change that a count may depend on. */
  readonly changes: number;
  /** Grows with each change of a secret besides. */
  readonly edits: number;
  readonly counts: readonly {
    readonly kind: string;
    readonly field_names: string;
    readonly secrets: number;
  }[];
}

const MAX_COUNTS = 500;
/** Larger results are not sorted whole for one page. */
const MAX_RESULT = 5000;
/** How much cheaper a row of the list's own table is to look at than a whole secret. */
const NARROW = 5;

/** Orders that the list's own table can sort by. */
const NARROW_ORDERS = { name: null, id: 'public_id', created: 'created_at', updated: 'updated_at' } as const;

export class SecretLists {
  readonly #db: Kysely<Schema>;
  readonly #statements: Statements;
  readonly #read: Read;
  readonly #counts = new Map<string, { readonly changes: number; readonly count: number }>();
  readonly #results = new KeptResults();

  /** The two calls have to run in one snapshot each. */
  constructor(db: Kysely<Schema>, statements: Statements, read: Read) {
    this.#db = db;
    this.#statements = statements;
    this.#read = read;
  }

  count(filter: SecretsFilter): number {
    const state = this.#state(filter);
    if (state === 'many') return this.#countAll(filter);
    return state === null ? 0 : this.#count(state, filter);
  }

  page(query: SecretsPageQuery): readonly SecretRow[] {
    const state = this.#state(query);
    if (state === 'many') return this.#read(this.#statements.listSecrets(query));
    if (state === null) return [];
    const matched = this.#count(state, query);
    if (matched === 0) return [];
    const wanted = query.limit === null ? matched : Math.min(matched, query.offset + query.limit);
    const total = live(state);
    const found = this.#candidates(state, query);
    if (found?.exact === true && found.indexed && matched <= MAX_RESULT) {
      return this.#part(this.#result(state, query, found.from), query);
    }
    const searched = found === null ? Infinity : matched + (found.indexed ? 0 : total / NARROW);
    if (found === null || (wanted * total) / matched <= searched) {
      return this.#read(this.#statements.listSecrets(query));
    }
    return found.exact && query.orderBy in NARROW_ORDERS
      ? this.#read(this.#narrowPage(query, found.from))
      : this.#read(this.#statements.listSecrets(query, sql`SELECT list.secret_id ${found.from}`));
  }

  /** The ids of all that match, in the order of the query. */
  #result(state: ListState, query: SecretsPageQuery, from: RawBuilder<unknown>): readonly string[] {
    const { search, shapes, orderBy, descending } = query;
    const key = JSON.stringify([state.id, search, shapes, orderBy, descending]);
    const at = `${state.changes} ${state.edits}`;
    const kept = this.#results.get(key, at);
    if (kept !== null) return kept;
    const whole = { ...query, after: null, offset: 0, limit: null };
    const ids = this.#read<{ readonly id: string }>(
      query.orderBy in NARROW_ORDERS
        ? this.#narrowIds(whole, from).compile(this.#db)
        : this.#statements.listSecretIds(whole, sql`SELECT list.secret_id ${from}`),
    ).map(({ id }) => id);
    this.#results.put(key, at, ids);
    return ids;
  }

  #part(ids: readonly string[], { after, offset, limit }: SecretsPageQuery): readonly SecretRow[] {
    let begin = offset;
    if (after !== null) {
      // Behind a place that may be no secret's any more.
      const rest = this.#read<{ readonly id: string }>(
        sql`SELECT id FROM secrets WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))
          AND (name, id) > (${after.name}, ${after.id}) ORDER BY name, id LIMIT 1`.compile(this.#db),
      )[0];
      if (rest === undefined) return [];
      begin += ids.indexOf(rest.id);
    }
    const part = ids.slice(begin, limit === null ? undefined : begin + limit);
    const rows = this.#read<SecretRow>(
      sql`SELECT * FROM secrets WHERE id IN (SELECT value FROM json_each(${JSON.stringify(part)}))`.compile(
        this.#db,
      ),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return part.flatMap((id) => byId.get(id) ?? []);
  }

  #count(state: ListState, filter: SecretsFilter): number {
    const shaped = state.counts.filter((row) => hasShape(row, filter.shapes));
    const total = shaped.reduce((sum, { secrets }) => sum + secrets, 0);
    if (total === 0 || !isNarrowed(filter)) return total;
    const { search, where, tag, shapes } = filter;
    const key = JSON.stringify([state.id, search, where, tag, shapes]);
    const known = this.#counts.get(key);
    if (known?.changes === state.changes) return known.count;
    const count = this.#countNew(state, filter);
    this.#counts.delete(key);
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size < MAX_COUNTS) break;
      this.#counts.delete(oldest);
    }
    this.#counts.set(key, { changes: state.changes, count });
    return count;
  }

  #countNew(state: ListState, filter: SecretsFilter): number {
    const found = this.#candidates(state, filter);
    if (found === null) return this.#countAll(filter);
    if (!found.exact) {
      return this.#countOf(this.#statements.countSecrets(filter, sql`SELECT list.secret_id ${found.from}`));
    }
    return this.#countOf(sql`SELECT count(*) AS count ${found.counted}`.compile(this.#db));
  }

  #countAll(filter: SecretsFilter): number {
    return this.#countOf(this.#statements.countSecrets(filter));
  }

  #countOf(statement: Statement): number {
    return this.#read<{ readonly count: number }>(statement)[0]?.count ?? 0;
  }

  #state(filter: SecretsFilter): ListState | 'many' | null {
    const [id, ...others] = filter.spaceIds;
    if (id === undefined || others.length > 0) return 'many';
    const [row] = this.#read<Pick<ListState, 'number' | 'changes' | 'edits'>>({
      sql: 'SELECT number, changes, edits FROM space_lists WHERE space_id = ?',
      parameters: [id],
    });
    if (row === undefined) return null;
    const counts = this.#read<ListState['counts'][number]>({
      sql: 'SELECT kind, field_names, secrets FROM secret_counts WHERE space_id = ?',
      parameters: [id],
    });
    return { id, ...row, counts };
  }

  /**
   * From where the secrets that may match come: `exact` when all of them do, `indexed` when the search index gives
   * them. Null when there is nothing to narrow them by.
   */
  #candidates(state: ListState, filter: SecretsFilter) {
    const texts = splitTexts(filter);
    if (texts === null) return null;
    const exact = filter.where.length === 0 && filter.tag === null;
    const indexed = texts.match !== null;
    if (!indexed && !exact) return null;
    const shaped = state.counts.every((row) => hasShape(row, filter.shapes));
    const conditions: RawBuilder<unknown>[] = texts.verify.map(
      (text) => sql`AND instr(list.search, ${text}) > 0`,
    );
    if (!shaped) conditions.push(sql`AND ${shapeCondition(filter.shapes ?? [])}`);
    const place = (column: RawBuilder<unknown>) =>
      sql`${column} BETWEEN (${state.number} << 32) AND ((${state.number} + 1) << 32) - 1`;
    const search = sql`secret_search MATCH ${texts.match} AND ${place(sql`secret_search.rowid`)}`;
    const from = indexed
      ? sql`FROM secret_search CROSS JOIN secret_list AS list ON list.place = secret_search.rowid
          WHERE ${search} ${join(conditions)}`
      : sql`FROM secret_list AS list WHERE ${place(sql`list.place`)} ${join(conditions)}`;
    // What the index alone decides is counted without a look at the list.
    const counted = indexed && conditions.length === 0 ? sql`FROM secret_search WHERE ${search}` : from;
    return { exact, indexed, from, counted };
  }

  /** The page's ids from the list's own table, and only their secrets whole. */
  #narrowPage(query: SecretsPageQuery, from: RawBuilder<unknown>): Statement {
    return sql`SELECT secrets.* FROM (${this.#narrowIds(query, from)}) AS page
      CROSS JOIN secrets ON secrets.id = page.id
      WHERE secrets.space_id = ${query.spaceIds[0]} AND secrets.deleted_at IS NULL
      ORDER BY ${narrowOrder(query, 'secrets', 'id')}`.compile(this.#db);
  }

  #narrowIds(query: SecretsPageQuery, from: RawBuilder<unknown>): RawBuilder<unknown> {
    const { after } = query;
    const behind =
      after === null ? sql`` : sql`AND (list.name, list.secret_id) > (${after.name}, ${after.id})`;
    return sql`SELECT list.secret_id AS id ${from} ${behind} ORDER BY ${narrowOrder(query, 'list', 'secret_id')}
      LIMIT ${query.limit ?? -1} OFFSET ${query.offset}`;
  }
}

function narrowOrder(
  { orderBy, descending }: SecretsPageQuery,
  table: string,
  id: string,
): RawBuilder<unknown> {
  const direction = sql.raw(descending ? 'DESC' : 'ASC');
  const column = NARROW_ORDERS[orderBy as keyof typeof NARROW_ORDERS];
  const names = [...(column === null ? [] : [column]), 'name', id];
  return sql.join(names.map((name) => sql`${sql.ref(`${table}.${name}`)} ${direction}`));
}

function live({ counts }: ListState): number {
  return counts.reduce((sum, { secrets }) => sum + secrets, 0);
}

function isNarrowed({ search, where, tag }: SecretsFilter): boolean {
  return search.length + where.length > 0 || tag !== null;
}

function hasShape(row: ListState['counts'][number], shapes: SecretsFilter['shapes']): boolean {
  if (shapes === null) return true;
  return shapes.some(
    ({ kind, fieldNames }) =>
      (kind === null || kind === row.kind) && (fieldNames === null || fieldNames === row.field_names),
  );
}

function shapeCondition(shapes: NonNullable<SecretsFilter['shapes']>): RawBuilder<unknown> {
  const each = shapes.map(({ kind, fieldNames }) => {
    const ofKind = kind === null ? sql`true` : sql`list.kind = ${kind}`;
    return fieldNames === null ? ofKind : sql`(${ofKind} AND list.field_names = ${fieldNames})`;
  });
  return each.length === 0 ? sql`false` : sql`(${sql.join(each, sql` OR `)})`;
}

function join(parts: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return parts.length === 0 ? sql`` : sql.join([...parts], sql` `);
}
