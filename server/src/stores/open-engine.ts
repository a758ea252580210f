// The engine that the settings name: PostgreSQL by its URL, or the SQLite file.
import type { Engine } from './engine.ts';
import { PostgresDatabase } from './postgres/open.ts';
import { SqliteFile } from './sqlite/open.ts';

/** Throws `unavailable` that says what is wrong with the database. */
export async function openEngine(settings: {
  readonly databaseUrl: string | null;
  readonly databasePath: string;
  readonly node: string;
}): Promise<Engine> {
  const { databaseUrl: url, databasePath, node } = settings;
  return url === null ? SqliteFile.open(databasePath) : PostgresDatabase.open(url, node);
}
