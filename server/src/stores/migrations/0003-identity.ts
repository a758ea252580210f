// Identity's second schema: locks after guessing, second factors, identities of outside providers, and marks that
// only grow. Adds tables alone, so every row that is there keeps its MAC.
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';

type Builder = { compile(): CompiledQuery };

export function identity(db: Kysely<unknown>, types: ColumnTypes): readonly CompiledQuery[] {
  const { text, integer, bytes } = types;
  const signed = { row_version: integer, mac_term: integer, mac: bytes };

  /** A table whose columns are not null unless their name ends in `?`; the first column is its key. */
  const table = (name: string, columns: Readonly<Record<string, typeof text>>): Builder => {
    const all = { ...columns, ...signed };
    const [key = ''] = Object.keys(all);
    let builder = db.schema.createTable(name);
    for (const [column, type] of Object.entries(all)) {
      const optional = column.endsWith('?');
      builder = builder.addColumn(optional ? column.slice(0, -1) : column, type as never, (definition) =>
        optional ? definition : definition.notNull(),
      );
    }
    return builder.addPrimaryKeyConstraint(`${name}_key`, [key] as never);
  };

  const builders: Builder[] = [
    table('locks', {
      subject: text,
      kind: text,
      name: text,
      times: integer,
      locked_at: integer,
      locked_until: integer,
    }),
    table('second_factors', {
      user_id: text,
      secret_term: integer,
      sealed_secret: bytes,
      'confirmed_at?': integer,
      last_step: integer,
      recovery: text,
      created_at: integer,
      updated_at: integer,
    }),
    table('identities', {
      id: text,
      provider: text,
      subject: text,
      user_id: text,
      created_at: integer,
    }),
    db.schema.createIndex('identities_subject').unique().on('identities').columns(['provider', 'subject']),
    db.schema.createIndex('identities_user').on('identities').columns(['user_id']),
    table('marks', { name: text, value: integer, updated_at: integer }),
  ];
  return builders.map((builder) => builder.compile());
}
