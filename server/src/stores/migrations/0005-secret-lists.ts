// What keeps long lists fast: indexes for each order, counts, and on SQLite a trigram index of what is searched, all
// kept by triggers in the transaction of the change. Nothing of it is signed: it finds rows, and core checks those.
import { sql } from 'kysely';
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';

/** Behind the space, what each order sorts by; `name` and `public_id` have unique indexes already. */
const ORDERS = ['created_at', 'updated_at', 'description', 'tags'] as const;

export function secretLists(db: Kysely<unknown>, types: ColumnTypes): readonly CompiledQuery[] {
  const indexes = ORDERS.map((column) =>
    db.schema
      .createIndex(`secrets_by_${column}`)
      .on('secrets')
      .columns(['space_id', column, 'name', 'id'])
      .where(sql.ref('deleted_at'), 'is', null)
      .compile(),
  );
  // PostgreSQL has its own way to search (pg_trgm), which needs no tables beside the rows.
  const tables = types.engine === 'sqlite' ? [...TABLES, ...FILL, ...triggers()] : [];
  return [...indexes, ...tables.map((text) => sql.raw(text).compile(db))];
}

/**
 * `secret_list` repeats of each live secret what lists filter and sort by, in one run of places for each space: the
 * space's number in the upper 32 bits, so that a search in one space never looks at another one's. `changes` grows
 * with each change of what a count may depend on.
 */
const TABLES = [
  `CREATE TABLE space_lists (
     number integer PRIMARY KEY, space_id text NOT NULL UNIQUE, next integer NOT NULL, changes integer NOT NULL)`,
  `CREATE TABLE secret_counts (
     space_id text NOT NULL, kind text NOT NULL, field_names text NOT NULL, secrets integer NOT NULL,
     PRIMARY KEY (space_id, kind, field_names)) WITHOUT ROWID`,
  `CREATE TABLE secret_list (
     place integer PRIMARY KEY, secret_id text NOT NULL UNIQUE, name text NOT NULL, public_id text NOT NULL,
     kind text NOT NULL, field_names text NOT NULL, created_at integer NOT NULL, updated_at integer NOT NULL,
     search text NOT NULL)`,
  // The text is lower-cased already, beyond ASCII too.
  `CREATE VIRTUAL TABLE secret_search USING fts5(
     search, content = 'secret_list', content_rowid = 'place', columnsize = 0, tokenize = 'trigram case_sensitive 1')`,
];

const COLUMNS = 'secret_id, name, public_id, kind, field_names, created_at, updated_at, search';

/** The values of COLUMNS. FTS5 reads no further than a NUL, so the text has another sign in its place. */
function valuesOf(row: string): string {
  const same = ['id', 'name', 'public_id', 'kind', 'field_names', 'created_at', 'updated_at'];
  return [...same.map((column) => `${row}.${column}`), searchOf(row)].join(', ');
}

function searchOf(row: string): string {
  return `replace(${row}.search, char(0), char(65533))`;
}

const FILL = [
  `INSERT INTO space_lists (space_id, next, changes)
     SELECT space_id, count(*), 1 FROM secrets WHERE deleted_at IS NULL GROUP BY space_id`,
  `INSERT INTO secret_list (place, ${COLUMNS})
     SELECT (lists.number << 32) + row_number() OVER (PARTITION BY secrets.space_id ORDER BY secrets.id),
            ${valuesOf('secrets')}
     FROM secrets JOIN space_lists AS lists ON lists.space_id = secrets.space_id WHERE secrets.deleted_at IS NULL`,
  `INSERT INTO secret_search (secret_search) VALUES ('rebuild')`,
  `INSERT INTO secret_counts
     SELECT space_id, kind, field_names, count(*) FROM secrets WHERE deleted_at IS NULL GROUP BY 1, 2, 3`,
];

function triggers(): readonly string[] {
  const moved = 'old.id <> new.id OR old.space_id <> new.space_id';
  const both = 'old.deleted_at IS NULL AND new.deleted_at IS NULL';
  const leaves = 'old.deleted_at IS NULL AND new.deleted_at IS NOT NULL';
  const enters = 'old.deleted_at IS NOT NULL AND new.deleted_at IS NULL';
  return [
    trigger('secrets_listed', 'INSERT', 'new.deleted_at IS NULL', enter()),
    trigger('secrets_unlisted', 'DELETE', 'old.deleted_at IS NULL', leave()),
    trigger('secrets_trashed', 'UPDATE', leaves, leave()),
    trigger('secrets_restored', 'UPDATE', enters, enter()),
    // In one trigger, since the order of two is not said.
    trigger('secrets_moved', 'UPDATE', `${both} AND (${moved})`, [...leave(), ...enter()]),
    trigger('secrets_relisted', 'UPDATE', `${both} AND NOT (${moved})`, stay()),
  ];
}

function trigger(name: string, event: string, when: string, steps: readonly string[]): string {
  return `CREATE TRIGGER ${name} AFTER ${event} ON secrets WHEN ${when} BEGIN ${steps.join('; ')}; END`;
}

function enter(): readonly string[] {
  return [
    `INSERT INTO space_lists (space_id, next, changes) VALUES (new.space_id, 1, 1)
       ON CONFLICT DO UPDATE SET next = next + 1, changes = changes + 1`,
    `INSERT INTO secret_list (place, ${COLUMNS})
       SELECT (number << 32) + next, ${valuesOf('new')} FROM space_lists WHERE space_id = new.space_id`,
    index('new.id', 'true'),
    count('new'),
  ];
}

function leave(): readonly string[] {
  return [
    unindex('true'),
    'DELETE FROM secret_list WHERE secret_id = old.id',
    ...discount(),
    'UPDATE space_lists SET changes = changes + 1 WHERE space_id = old.space_id',
  ];
}

function stay(): readonly string[] {
  const searched = 'old.search <> new.search';
  const shaped = '(old.kind <> new.kind OR old.field_names <> new.field_names)';
  return [
    unindex(searched),
    `UPDATE secret_list SET (${COLUMNS}) = (${valuesOf('new')}) WHERE secret_id = old.id`,
    index('new.id', searched),
    ...discount(shaped),
    count('new', shaped),
    `UPDATE space_lists SET changes = changes + 1
       WHERE space_id = new.space_id AND (${searched} OR old.tags <> new.tags OR ${shaped})`,
  ];
}

function index(id: string, when: string): string {
  return `INSERT INTO secret_search (rowid, search)
    SELECT place, search FROM secret_list WHERE secret_id = ${id} AND ${when}`;
}

/** FTS5 takes a text out by the text itself, as it was put in. */
function unindex(when: string): string {
  return `INSERT INTO secret_search (secret_search, rowid, search)
    SELECT 'delete', place, search FROM secret_list WHERE secret_id = old.id AND ${when}`;
}

function count(row: string, when = 'true'): string {
  return `INSERT INTO secret_counts SELECT ${row}.space_id, ${row}.kind, ${row}.field_names, 1 WHERE ${when}
    ON CONFLICT DO UPDATE SET secrets = secrets + 1`;
}

function discount(when = 'true'): readonly string[] {
  const shape = 'space_id = old.space_id AND kind = old.kind AND field_names = old.field_names';
  return [
    `UPDATE secret_counts SET secrets = secrets - 1 WHERE ${shape} AND ${when}`,
    `DELETE FROM secret_counts WHERE ${shape} AND secrets = 0`,
  ];
}
