// Groups and their members, and the indexes by which grants are found by space and by role without a scan.
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';

export function groups(db: Kysely<unknown>, types: ColumnTypes): readonly CompiledQuery[] {
  const text = types.text as never;
  const integer = types.integer as never;
  const bytes = types.bytes as never;
  const index = (name: string, on: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on(on)
      .columns([...columns]);
  return [
    db.schema
      .createTable('groups')
      .addColumn('id', text, (column) => column.notNull())
      .addColumn('name', text, (column) => column.notNull())
      .addColumn('name_key', text, (column) => column.notNull())
      .addColumn('description', text, (column) => column.notNull())
      .addColumn('created_at', integer, (column) => column.notNull())
      .addColumn('updated_at', integer, (column) => column.notNull())
      .addColumn('row_version', integer, (column) => column.notNull())
      .addColumn('mac_term', integer, (column) => column.notNull())
      .addColumn('mac', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('groups_key', ['id'] as never),
    index('groups_name', 'groups', ['name_key']).unique(),
    db.schema
      .createTable('group_members')
      .addColumn('group_id', text, (column) => column.notNull())
      .addColumn('principal_kind', text, (column) => column.notNull())
      .addColumn('principal_id', text, (column) => column.notNull())
      .addColumn('created_at', integer, (column) => column.notNull())
      .addColumn('created_by', text, (column) => column.notNull())
      .addColumn('row_version', integer, (column) => column.notNull())
      .addColumn('mac_term', integer, (column) => column.notNull())
      .addColumn('mac', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('group_members_key', ['group_id', 'principal_kind', 'principal_id'] as never),
    index('group_members_principal', 'group_members', ['principal_id', 'principal_kind']),
    index('grants_pattern', 'grants', ['pattern', 'id']),
    index('grants_role', 'grants', ['role', 'id']),
    index('users_admin', 'users', ['admin', 'id']),
  ].map((builder) => builder.compile());
}
