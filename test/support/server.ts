// A real server for tests: its own data folder, a real socket, the log kept as text.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { pino } from 'pino';

import { startApp } from '../../server/src/app.ts';
import type { Clock } from '../../server/src/base/clock.ts';
import { readSettings } from '../../server/src/config/settings.ts';
import type { DialectSettings, Settings } from '../../server/src/config/settings.ts';
import type { Scrubber } from '../../server/src/core/index.ts';

export interface TestServerOptions {
  /** Content of a bootstrap file. */
  readonly bootstrap?: unknown;
  /** Content of a file of outside identity providers. */
  readonly providers?: unknown;
  /** Settings of dialects that differ from the defaults, by dialect. */
  readonly settings?: { readonly [D in keyof DialectSettings]?: Partial<DialectSettings[D]> };
  /** A folder to use, and to leave; a new one that goes with the server otherwise. */
  readonly dataDir?: string;
  readonly clock?: Clock;
  /** URL of a database on PostgreSQL; a SQLite file otherwise. */
  readonly databaseUrl?: string;
  /** Name of the node; `main` otherwise. */
  readonly node?: string;
  /** Addresses of one dialect each, besides the main one. */
  readonly listeners?: Settings['listeners'];
  /** Start although the database is older than its anchor. */
  readonly acceptRollback?: boolean;
}

export interface TestServer {
  /** Such as `http://127.0.0.1:41234`. */
  readonly base: string;
  readonly dataDir: string;
  /** One-time password of `admin`, where the bootstrap made no administrator. */
  readonly adminPassword: string | null;
  /** Everything that was logged so far. */
  logs(): string;
  close(): Promise<void>;
}

/** A server in this process, which can tell its routes and visit its rows. */
export interface OpenServer extends TestServer {
  /** Every address, the main one first. */
  readonly listeners: readonly { readonly dialect: string | null; readonly address: string }[];
  readonly scrubber: Scrubber;
  readonly routes: readonly { readonly method: string; readonly url: string }[];
}

export async function startServer(options: TestServerOptions = {}): Promise<OpenServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'polyvault-test-'));
  const chunks: string[] = [];
  const log = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  const defaults = readSettings([], {});
  let bootstrapFile: string | null = null;
  if (options.bootstrap !== undefined) {
    bootstrapFile = join(dataDir, 'bootstrap.json');
    writeFileSync(bootstrapFile, JSON.stringify(options.bootstrap), { mode: 0o600 });
  }
  let providersFile: string | null = null;
  if (options.providers !== undefined) {
    providersFile = join(dataDir, 'providers.json');
    writeFileSync(providersFile, JSON.stringify(options.providers), { mode: 0o600 });
  }
  const settings: Settings = {
    ...defaults,
    providersFile,
    port: 0,
    dataDir,
    databasePath: join(dataDir, 'polyvault.db'),
    databaseUrl: options.databaseUrl ?? null,
    node: options.node ?? 'main',
    bootstrapFile,
    acceptRollback: options.acceptRollback ?? false,
    listeners: options.listeners ?? [],
    dialects: mergeDialects(defaults.dialects, options.settings ?? {}),
  };
  const app = await startApp(settings, pino({ level: 'trace' }, log), options.clock);
  return {
    base: app.address,
    dataDir,
    listeners: app.listeners,
    adminPassword: app.adminPassword,
    scrubber: app.scrubber,
    routes: app.routes,
    logs: () => chunks.join(''),
    async close() {
      await app.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function mergeDialects(
  defaults: DialectSettings,
  changes: NonNullable<TestServerOptions['settings']>,
): DialectSettings {
  const merged = Object.entries(defaults).map(([name, value]) => [
    name,
    { ...(value as object), ...changes[name as keyof DialectSettings] },
  ]);
  return Object.fromEntries(merged) as DialectSettings;
}
