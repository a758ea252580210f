// Servers as child processes, and what the operating system says of their processor time.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ServerProcess {
  readonly base: URL;
  readonly pid: number;
  readonly output: string;
  /** User and system time so far, in seconds; null where /proc is not there. */
  cpuSeconds(): number | null;
  stop(): Promise<void>;
}

export async function startProcess(
  script: string,
  env: Readonly<Record<string, string>>,
  nodeArgs: readonly string[] = [],
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...nodeArgs, script], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await firstOutput(child);
  const address = / at (http:\S+)/.exec(output)?.[1];
  if (address === undefined) throw new Error(`${script} did not tell its address`);
  return {
    base: new URL(address),
    pid: child.pid ?? 0,
    output,
    cpuSeconds: () => cpuSeconds(child.pid),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/ at http:\S+\n/.test(text)) setImmediate(() => resolve(text));
    });
    child.once('exit', (code) => reject(new Error(`ended with ${String(code)} before it listened`)));
  });
}

let ticksPerSecond: number | undefined;

function cpuSeconds(pid: number | undefined): number | null {
  try {
    ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the name in brackets, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return null;
  }
}
