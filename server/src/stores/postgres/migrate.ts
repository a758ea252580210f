// Brings a PostgreSQL database to the schema of this version: forward only, in one transaction, one node at a time.
import type { Kysely } from 'kysely';

import { AppError } from '../../base/errors.ts';
import { POSTGRES_COLUMNS } from '../columns.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import type { Migration } from '../migrations/index.ts';
import { postgresBuilder } from './builder.ts';
import type { Session } from './session.ts';

/**
 * Applies what is missing; the caller holds the lock of starting nodes. Throws `unavailable` for a database of a newer
 * version than this server knows, and when a migration fails; the database is as it was then.
 */
export async function migrate(
  session: Session,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await session.run({
    sql: 'CREATE TABLE IF NOT EXISTS schema_version (one boolean PRIMARY KEY CHECK (one), version integer NOT NULL)',
    parameters: [],
  });
  const { rows } = await session.run<{ readonly version: number }>({
    sql: 'SELECT version FROM schema_version',
    parameters: [],
  });
  const before = rows[0]?.version ?? 0;
  if (before > migrations.length) {
    throw new AppError(
      'unavailable',
      `The database has schema ${before}, this server knows ${migrations.length}. Use a newer server.`,
    );
  }
  if (before === migrations.length) return;
  const builder = postgresBuilder() as unknown as Kysely<unknown>;
  try {
    await session.run({ sql: 'BEGIN', parameters: [] });
    for (const migration of migrations.slice(before)) {
      for (const query of migration(builder, POSTGRES_COLUMNS)) await session.run(query);
    }
    await session.run({
      sql: `INSERT INTO schema_version VALUES (true, $1)
        ON CONFLICT (one) DO UPDATE SET version = excluded.version`,
      parameters: [migrations.length],
    });
    await session.run({ sql: 'COMMIT', parameters: [] });
  } catch (cause) {
    await session.run({ sql: 'ROLLBACK', parameters: [] }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : 'unknown fault';
    throw new AppError(
      'unavailable',
      `The database could not be brought to schema ${migrations.length} and is as it was: ${reason}.`,
      { cause },
    );
  }
}
