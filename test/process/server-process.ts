// The real program as a child process in a folder of its own: started as an operator starts it, spoken to over HTTP.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

const MAIN = new URL('../../server/src/main.ts', import.meta.url).pathname;
/** Each start would compile the whole server again, which takes most of its time. */
const COMPILED = new URL('../../node_modules/.cache/compiled', import.meta.url).pathname;

export const ONE_TIME_PASSWORD = /one-time password (\S+) /;

export interface ServerOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The largest file that the process may write, in bytes, as `ulimit -f` sets it. */
  readonly largestFile?: number;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that goes with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-process-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the program with this as its current folder, an environment that holds only what is given, and port 0. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly #out: string[] = [];
  readonly #err: string[] = [];
  readonly #ended: Promise<Ended>;

  constructor(t: TestContext, folder: string, { args = [], env = {}, largestFile }: ServerOptions = {}) {
    const command = [process.execPath, MAIN, ...args];
    const limited =
      largestFile === undefined
        ? command
        : ['sh', '-c', `ulimit -f ${largestFile / 512}; exec "$@"`, 'sh', ...command];
    const [program = '', ...rest] = limited;
    this.child = spawn(program, rest, {
      cwd: folder,
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED, POLYVAULT_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => this.#out.push(chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => this.#err.push(chunk.toString()));
    this.#ended = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
    t.after(() => this.child.kill('SIGKILL'));
  }

  get stdout(): string {
    return this.#out.join('');
  }

  get stderr(): string {
    return this.#err.join('');
  }

  /** When the process and its output have ended. */
  ended(): Promise<Ended> {
    return this.#ended;
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.#ended;
  }

  /** The address that it prints, once it serves there. Rejects with its output when it ends before. */
  async listening(): Promise<string> {
    const address = await this.#printed(/^Polyvault \S+ at (http:\S+)$/m);
    // An answer means that everything which is printed at start has been, and that signals are handled.
    const { status } = await call(address, 'GET', '/healthz');
    if (status !== 200) throw new Error(`the server is not healthy: ${status}`);
    return address;
  }

  /** The one-time password that a first start prints. */
  async oneTimePassword(): Promise<string> {
    return this.#printed(ONE_TIME_PASSWORD);
  }

  /** What the group of the pattern matches in its output, as soon as it is there. */
  async #printed(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.stdout)?.[1];
      if (found !== undefined) return found;
      const chunk = once(this.child.stdout ?? this.child, 'data').then(() => null);
      const ended = await Promise.race([chunk, this.#ended]);
      if (ended !== null) throw new Error(`the server ended with ${ended.code}: ${ended.stderr}`);
    }
  }
}

export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** One call of the native API. */
export async function call(
  base: string,
  method: string,
  path: string,
  options: { readonly token?: string; readonly body?: unknown } = {},
): Promise<Answer> {
  const { token, body } = options;
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : (JSON.parse(text) as unknown) };
}

/** Signs in through the native API: the answer's status, and the token when there is one. */
export async function signIn(base: string, username: string, password: string) {
  const { status, json } = await call(base, 'POST', '/pv/v1/login', { body: { username, password } });
  const token = status === 200 ? (json as { readonly token: string }).token : '';
  return { status, token };
}
