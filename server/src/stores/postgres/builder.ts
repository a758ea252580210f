// A query builder that speaks PostgreSQL and never runs anything, and what PostgreSQL calls differently.
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';

import type { Schema } from '../schema.ts';
import type { EngineWords } from '../statements.ts';

export function postgresBuilder(): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** The JSON escape of NUL in the signs of text.ts, since PostgreSQL unescapes no NUL; rules let no tag have one. */
const TAGS = String.raw`case when strpos(secrets.tags, '\u0000') = 0 then secrets.tags
  else regexp_replace(secrets.tags, '(?<!\\)((\\\\)*)\\u0000', '\1\\u0001\\u0002\\u0002', 'g') end`;

export const POSTGRES_WORDS: EngineWords = {
  eachText: (list) => sql`select json_array_elements_text(${list}::text::json)`,
  position: 'strpos',
  lower: (text) => sql`lower(${text} collate "und-x-icu")`,
  eachTag: `json_array_elements_text((${TAGS})::json) as tag(value)`,
};
