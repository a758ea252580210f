// Databases on PostgreSQL for one test after the other: each has one for itself, which is emptied and used again. Making
// a new one for each would cost most of a second.
import type { PostgresCluster } from './postgres-cluster.ts';

export class EmptyDatabases {
  readonly #cluster: PostgresCluster;
  readonly #free: string[] = [];

  constructor(cluster: PostgresCluster) {
    this.#cluster = cluster;
  }

  /** The name of a database that nobody else has. */
  async take(): Promise<string> {
    return this.#free.pop() ?? (await this.#cluster.createDatabase());
  }

  /** Empties it; its tables stay. Nothing may be connected to it any more. */
  async giveBack(name: string): Promise<void> {
    const tables = await this.#cluster.query(
      name,
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version'`,
    );
    const texts = tables.map(({ tablename }) => `DELETE FROM "${String(tablename)}"`);
    await this.#cluster.query(name, texts.join(';'));
    this.#free.push(name);
  }
}
