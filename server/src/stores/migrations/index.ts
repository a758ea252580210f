// The list of migrations, oldest first. They only go forward; a store's schema version is the number applied.
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';
import { first } from './0001-first.ts';
import { groups } from './0002-groups.ts';
import { identity } from './0003-identity.ts';
import { auditLog } from './0004-audit-log.ts';
import { secretLists } from './0005-secret-lists.ts';
import { trashAndTime } from './0006-trash-and-time.ts';
import { listEdits } from './0007-list-edits.ts';

export type Migration = (db: Kysely<unknown>, types: ColumnTypes) => readonly CompiledQuery[];

export const MIGRATIONS: readonly Migration[] = [
  first,
  groups,
  identity,
  auditLog,
  secretLists,
  trashAndTime,
  listEdits,
];
