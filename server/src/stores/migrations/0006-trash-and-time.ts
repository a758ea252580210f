// Trash and time: what a secret was called and described as before, spaces in the trash, and addresses that lead to where
// something was moved. Adds tables and one index alone, so every row that is there keeps its MAC.
import { sql } from 'kysely';
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';

export function trashAndTime(db: Kysely<unknown>, types: ColumnTypes): readonly CompiledQuery[] {
  const { text, integer, bytes } = types;
  const signed = { row_version: integer, mac_term: integer, mac: bytes };

  /** A table whose columns are not null unless their name ends in `?`. */
  const table = (name: string, columns: Readonly<Record<string, typeof text>>, key: readonly string[]) => {
    let builder = db.schema.createTable(name);
    for (const [column, type] of Object.entries({ ...columns, ...signed })) {
      const optional = column.endsWith('?');
      builder = builder.addColumn(optional ? column.slice(0, -1) : column, type as never, (definition) =>
        optional ? definition : definition.notNull(),
      );
    }
    return builder.addPrimaryKeyConstraint(`${name}_key`, [...key] as never);
  };

  const states = {
    secret_id: text,
    state: integer,
    ended_at: integer,
    space_id: text,
    public_id: text,
    name: text,
    kind: text,
    description: text,
    tags: text,
    'env?': text,
    'file?': text,
    delivery_enabled: integer,
    'expires_at?': integer,
    'deleted_at?': integer,
  };
  const builders = [
    table('secret_states', states, ['secret_id', 'state']),
    db.schema.createIndex('secret_states_space').on('secret_states').columns(['space_id', 'secret_id']),
    table('trashed_spaces', { space_id: text, path: text, deleted_at: integer, deleted_by: text }, [
      'space_id',
    ]),
    table(
      'aliases',
      {
        id: text,
        address: text,
        name: text,
        target_id: text,
        created_at: integer,
        created_by: text,
        expires_at: integer,
      },
      ['id'],
    ),
    db.schema.createIndex('aliases_address').unique().on('aliases').columns(['address', 'name']),
    db.schema.createIndex('aliases_target').on('aliases').columns(['target_id']),
    db.schema
      .createIndex('secrets_in_trash')
      .on('secrets')
      .columns(['deleted_at', 'id'])
      .where(sql.ref('deleted_at'), 'is not', null),
    db.schema
      .createIndex('secrets_in_trash_of')
      .on('secrets')
      .columns(['space_id', 'deleted_at', 'id'])
      .where(sql.ref('deleted_at'), 'is not', null),
  ];
  return builders.map((builder) => builder.compile());
}
