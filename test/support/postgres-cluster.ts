// A real PostgreSQL of our own for tests: a fresh cluster in a temporary folder on a free port, with databases of random
// names. It touches no other database: what it did not make, it does not drop.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';

import { postgresBinaries, postgresUser } from './postgres-binaries.ts';

const OWN_NAME = /^polyvault_test_[0-9a-f]{16}$/;
const START_MS = 30_000;

export class PostgresCluster {
  readonly #folder: string;
  readonly #binaries: string;
  readonly #password: string;
  readonly port: number;
  #process: ChildProcess | null = null;

  private constructor(binaries: string, folder: string, port: number, password: string) {
    this.#binaries = binaries;
    this.#folder = folder;
    this.port = port;
    this.#password = password;
  }

  /** Why there can be none here, or false. */
  static get missing(): string | false {
    const found = postgresBinaries();
    return 'missing' in found ? found.missing : false;
  }

  /** A running cluster that keeps what it acknowledges (fsync on). `lines` go into its configuration. */
  static async start(lines: readonly string[] = []): Promise<PostgresCluster> {
    const found = postgresBinaries();
    if ('missing' in found) throw new Error(found.missing);
    const folder = mkdtempSync(join(tmpdir(), 'polyvault-pg-'));
    chmodSync(folder, 0o700);
    own(folder);
    const password = randomBytes(16).toString('hex');
    const secret = join(folder, 'password');
    writeFileSync(secret, password, { mode: 0o600 });
    own(secret);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    own(data);
    execFileSync(
      join(found.folder, 'initdb'),
      [
        '-D',
        data,
        '-U',
        'polyvault',
        '--pwfile',
        secret,
        '--auth',
        'scram-sha-256',
        '-E',
        'UTF8',
        '--locale',
        'C',
        '--no-sync',
      ],
      { ...postgresUser(), stdio: 'ignore', cwd: folder },
    );
    const cluster = new PostgresCluster(found.folder, folder, await freePort(), password);
    appendFileSync(
      join(data, 'postgresql.conf'),
      [
        "listen_addresses = '127.0.0.1'",
        `port = ${cluster.port}`,
        "unix_socket_directories = ''",
        'max_connections = 100',
        'shared_buffers = 64MB',
        ...lines,
        '',
      ].join('\n'),
    );
    await cluster.run();
    return cluster;
  }

  get data(): string {
    return join(this.#folder, 'data');
  }

  url(database: string, port = this.port): string {
    return `postgres://polyvault:${this.#password}@127.0.0.1:${port}/${database}`;
  }

  /** Starts the server again after `kill` or `stop`. */
  async run(): Promise<void> {
    const server = spawn(join(this.#binaries, 'postgres'), ['-D', this.data], {
      ...postgresUser(),
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = server;
    let log = '';
    server.stderr.on('data', (chunk: Buffer) => (log = `${log}${chunk.toString()}`.slice(-4000)));
    const until = Date.now() + START_MS;
    for (;;) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended at its start:\n${log}`);
      try {
        await this.#admin(async () => undefined);
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Ends it as a crash would: nothing is flushed, no connection is told. */
  kill(): Promise<void> {
    return this.#end('SIGQUIT');
  }

  async createDatabase(): Promise<string> {
    const name = `polyvault_test_${randomBytes(8).toString('hex')}`;
    await this.#admin((sql) => sql.unsafe(`CREATE DATABASE ${name}`));
    return name;
  }

  /** Refuses any database that createDatabase did not name. */
  async dropDatabase(name: string): Promise<void> {
    if (!OWN_NAME.test(name)) throw new Error(`"${name}" is no database of the tests; it stays.`);
    await this.#admin((sql) => sql.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  }

  /** Runs a statement in a database, behind the server's back. */
  async query(
    database: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Record<string, unknown>[]> {
    const sql = postgres(this.url(database), { max: 1, onnotice: () => undefined });
    try {
      return await sql.unsafe(text, values as never[]);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  /** Ends it, without a last write of what goes anyway, and removes all that it had. */
  async remove(): Promise<void> {
    await this.#end('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#process;
    if (server === null || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
    this.#process = null;
  }

  async #admin<T>(run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
    const sql = postgres(this.url('postgres'), { max: 1, connect_timeout: 2, onnotice: () => undefined });
    try {
      return await run(sql).then(async (result) => {
        await sql`SELECT 1`;
        return result;
      });
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

function own(path: string): void {
  const { uid, gid } = postgresUser();
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
