// A server as a user starts it, with its folder, its token, and what its processor, memory and disk have used.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startProcess } from './processes.ts';
import type { ServerProcess } from './processes.ts';
import { seed } from './seed.ts';

const MAIN = new URL('../server/src/main.ts', import.meta.url).pathname;
export const PASSWORD = 'benchmark password';

export interface Vault {
  readonly server: ServerProcess;
  readonly token: string;
  /** Milliseconds from starting the process on the seeded store to its first answer. */
  readonly startMilliseconds: number;
  /** Resident bytes before any load, and the most so far. */
  readonly idleBytes: number;
  peakBytes(): number;
  diskBytes(): number;
  stop(): Promise<void>;
}

export async function startVault(secrets: number, nodeArgs: readonly string[] = []): Promise<Vault> {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-bench-'));
  const data = join(folder, 'data');
  const bootstrap = join(folder, 'bootstrap.json');
  writeFileSync(
    bootstrap,
    JSON.stringify({
      users: [{ username: 'root', password: PASSWORD, admin: true }],
      fandogh: { namespaces: [{ name: 'shop', members: [{ username: 'root', role: 'ADMIN' }] }] },
    }),
  );
  const env = {
    POLYVAULT_PORT: '0',
    POLYVAULT_DATA_DIR: data,
    POLYVAULT_BOOTSTRAP: bootstrap,
    POLYVAULT_LOG_LEVEL: 'error',
  };
  // The first start makes the store, the second one is what is measured.
  await (await startProcess(MAIN, env)).stop();
  await seed(data, secrets);
  const begun = performance.now();
  const server = await startProcess(MAIN, env, nodeArgs);
  const first = await fetch(new URL('/healthz', server.base));
  await first.arrayBuffer();
  const startMilliseconds = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 500));
  const idleBytes = memoryOf(server.pid, 'VmRSS');
  const token = await login(server.base);
  return {
    server,
    token,
    startMilliseconds,
    idleBytes,
    peakBytes: () => memoryOf(server.pid, 'VmHWM'),
    diskBytes: () => readdirSync(data).reduce((sum, name) => sum + statSync(join(data, name)).size, 0),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function login(base: URL): Promise<string> {
  const response = await fetch(new URL('/pv/v1/login', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'root', password: PASSWORD }),
  });
  if (!response.ok) throw new Error(`login answered ${response.status}`);
  return ((await response.json()) as { readonly token: string }).token;
}

function memoryOf(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024;
}
