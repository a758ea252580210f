// The list of migrations, oldest first. They only go forward; a store's schema version is the number applied.
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';
import { first } from './0001-first.ts';

export type Migration = (db: Kysely<unknown>, types: ColumnTypes) => readonly CompiledQuery[];

export const MIGRATIONS: readonly Migration[] = [first];
