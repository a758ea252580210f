// The real program as a child process with the log at its most talkative. The log is searched as it comes: for faults,
// marks, passwords and tokens, also as the lists of bytes that a logged buffer becomes.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestServer } from '../support/server.ts';
import { holdsPassword, holdsToken, holdsValue, MARK, masked } from './marks.ts';

export interface ServerProcess extends TestServer {
  readonly port: number;
  /** What the log holds that it must not, each with the line's start; at most ten. */
  readonly findings: readonly string[];
  logLines(): number;
  /** Resident memory in MiB. */
  residentMiB(): number;
  /** Null while it runs. */
  exitCode(): number | null;
}

const main = new URL('../../server/src/main.ts', import.meta.url).pathname;
const MARK_AS_BYTES = [...Buffer.from(MARK)].join(',');

export async function startProcess(bootstrap: unknown): Promise<ServerProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'polyvault-fuzz-'));
  writeFileSync(join(dataDir, 'bootstrap.json'), JSON.stringify(bootstrap), { mode: 0o600 });
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      POLYVAULT_PORT: '0',
      POLYVAULT_DATA_DIR: dataDir,
      POLYVAULT_BOOTSTRAP: join(dataDir, 'bootstrap.json'),
      POLYVAULT_LOG_LEVEL: 'trace',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const findings: string[] = [];
  let lines = 0;
  let rest = '';
  const read = (chunk: Buffer): void => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines += parts.length;
    for (const line of parts) {
      const problem = judgeLine(line);
      if (problem !== null && findings.length < 10)
        findings.push(`${problem}: ${masked(line).slice(0, 700)}`);
    }
  };
  child.stderr.on('data', read);
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      read(chunk);
      text += chunk.toString();
      const found = / at http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', () =>
      reject(new Error(`the server ended before it listened: ${rest} ${findings.join()}`)),
    );
  });
  return {
    base: `http://127.0.0.1:${port}`,
    port,
    dataDir,
    adminPassword: null,
    findings,
    logs: () => findings.join('\n'),
    logLines: () => lines,
    residentMiB() {
      const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
      return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
    },
    exitCode: () => child.exitCode,
    async close() {
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Why a line of the log is a finding; null when it is not. */
export function judgeLine(line: string): string | null {
  if (holdsValue(line) || line.includes(MARK_AS_BYTES)) return 'the log shows a value';
  if (holdsPassword(line)) return 'the log shows a password';
  if (holdsToken(line)) return 'the log shows a token';
  if (line.includes('"type":"Buffer"')) return 'the log shows raw bytes';
  if (/"level":[56]0/.test(line)) return 'the log has a fault';
  if (/unhandled|^\s+at |^Error|warning/i.test(line) && !line.startsWith('{'))
    return 'the log has a complaint';
  return null;
}
