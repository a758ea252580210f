// Counts the edits of a space's secrets beside the changes of what is counted, so that an ordered result can be kept until
// one of them moves. Like the rest of the lists it is not signed.
import { sql } from 'kysely';
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';

export function listEdits(db: Kysely<unknown>, types: ColumnTypes): readonly CompiledQuery[] {
  if (types.engine !== 'sqlite') return [];
  return [
    'ALTER TABLE space_lists ADD COLUMN edits integer NOT NULL DEFAULT 0',
    `CREATE TRIGGER secrets_edited AFTER UPDATE ON secrets WHEN old.deleted_at IS NULL AND new.deleted_at IS NULL
       BEGIN UPDATE space_lists SET edits = edits + 1 WHERE space_id = new.space_id; END`,
  ].map((text) => sql.raw(text).compile(db));
}
