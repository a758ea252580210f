// A server in the background, known by a file in its data folder. Only a process that is one of ours is ever ended.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import type { Environment } from './environment.ts';
import { CommandError, EXIT } from './failure.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const SERVER = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));
const START_MS = 30_000;
const STOP_MS = 12_000;
/** What a server says at its start comes in one go. */
const QUIET_MS = 150;

export interface BackgroundServer {
  readonly pid: number;
  /** Such as `http://127.0.0.1:7400`. */
  readonly address: string;
}

export interface StartedServer extends BackgroundServer {
  /** The one-time password of `admin`, on the start that made him. */
  readonly adminPassword: string | null;
}

/** The path of the server's program; fails where only the command line is installed. */
export function serverProgram(): string {
  if (existsSync(SERVER)) return SERVER;
  throw new CommandError(EXIT.failed, 'The server is not installed beside this command line.');
}

/** The path of the program for backup and restore, which stands beside the server's. */
export function recoverProgram(): string {
  return serverProgram().replace(/main\.(ts|js)$/, 'recover.$1');
}

/** The data folder that a server with these flags uses. */
export function dataFolder(flags: readonly string[], environment: Environment): string {
  const index = flags.indexOf('--data-dir');
  const inline = flags.find((flag) => flag.startsWith('--data-dir='))?.slice('--data-dir='.length);
  const given = inline ?? (index === -1 ? undefined : flags[index + 1]);
  const folder = given ?? environment.variables['POLYVAULT_DATA_DIR'] ?? '.polyvault';
  return resolve(environment.workingFolder, folder);
}

/** The server of a data folder, if it is running. */
export function findServer(folder: string): BackgroundServer | null {
  const text = readPrivateFile(join(folder, 'server.json'));
  if (text === null) return null;
  const known = JSON.parse(text) as BackgroundServer;
  return isOurs(known.pid) ? known : null;
}

/** Starts one; its log goes to `server.log` in the data folder. */
export async function startServer(
  flags: readonly string[],
  environment: Environment,
): Promise<StartedServer> {
  const folder = dataFolder(flags, environment);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logPath = join(folder, 'server.log');
  const log = openSync(logPath, 'a', 0o600);
  const child = spawn(process.execPath, [serverProgram(), ...flags], {
    detached: true,
    stdio: ['ignore', 'pipe', log],
    env: environment.variables,
  });
  closeSync(log);
  const said = child.stdout === null ? '' : await firstWords(child, child.stdout);
  const address = /^Polyvault \S+ at (\S+)$/m.exec(said)?.[1];
  if (child.pid === undefined || address === undefined) {
    child.kill('SIGTERM');
    throw new CommandError(EXIT.failed, 'The server did not start.', `Its log is ${logPath}.`);
  }
  child.unref();
  writePrivateFile(join(folder, 'server.json'), `${JSON.stringify({ pid: child.pid, address })}\n`);
  const adminPassword = /one-time password (\S+)/.exec(said)?.[1] ?? null;
  return { pid: child.pid, address, adminPassword };
}

/** Ends the server of a data folder in good order; false when there is none. */
export async function stopServer(folder: string): Promise<boolean> {
  const server = findServer(folder);
  if (server === null) return false;
  process.kill(server.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_MS;
  while (isOurs(server.pid)) {
    if (Date.now() > deadline) {
      throw new CommandError(EXIT.failed, `The server (process ${server.pid}) does not end.`);
    }
    await pause(50);
  }
  rmSync(join(folder, 'server.json'), { force: true });
  return true;
}

/** What is said until the address is known and nothing more comes; what there is when the server ends before. */
async function firstWords(child: ChildProcess, stdout: Readable): Promise<string> {
  let said = '';
  stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const deadline = Date.now() + START_MS;
  const waits = (): boolean => child.exitCode === null && child.signalCode === null && Date.now() < deadline;
  while (!said.includes(' at http') && waits()) await pause(20);
  await pause(QUIET_MS);
  stdout.destroy();
  return said;
}

/** A process of that number runs, and is a server; the number alone could be somebody else's by now. */
function isOurs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server/src/main.ts');
  } catch {
    return false;
  }
}
