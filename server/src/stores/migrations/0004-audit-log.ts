// Checkpoints and cuts of the audit log, and the column by which events are found by their action.
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';

export function auditLog(
  db: Kysely<unknown>,
  { text, integer, bytes }: ColumnTypes,
): readonly CompiledQuery[] {
  const checkpoint = {
    lane: text,
    size: integer,
    root: bytes,
    frontier: bytes,
    last_hash: bytes,
    key_term: integer,
    note: text,
    created_at: integer,
  };
  const signed = { row_version: integer, mac_term: integer, mac: bytes };
  const table = (name: string, columns: Readonly<Record<string, typeof text>>): CompiledQuery => {
    let builder = db.schema.createTable(name);
    for (const [column, type] of Object.entries(columns)) {
      builder = builder.addColumn(column, type as never, (definition) => definition.notNull());
    }
    return builder.addPrimaryKeyConstraint(`${name}_key`, ['lane', 'size'] as never).compile();
  };
  return [
    table('audit_checkpoints', { ...checkpoint, ...signed }),
    table('audit_cuts', { ...checkpoint, cut_by: text, ...signed }),
    db.schema
      .alterTable('audit_events')
      .addColumn('action', text as never)
      .compile(),
  ];
}
