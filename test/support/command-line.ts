// The command line for tests: real processes of it, with a home folder of their own and a real server.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'cli/src/main.ts');
/** Compiled code, shared by all tests. */
const CACHE = join(ROOT, 'node_modules/.cache');

export interface Outcome {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  /** Leaves stdin open, for a test that writes to it later. */
  readonly openStdin?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A process under way. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Outcome>;
  stdout(): string;
  stderr(): string;
}

export class CommandLine {
  /** Also the working folder; a real path, made for this test. */
  readonly home: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.home = realpathSync(mkdtempSync(join(tmpdir(), 'polyvault-cli-')));
    const bin = join(this.home, '.bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'polyvault'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
    chmodSync(join(bin, 'polyvault'), 0o755);
    this.#env = {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HOME: this.home,
      XDG_CACHE_HOME: CACHE,
      ...env,
    };
  }

  /** `polyvault` with these arguments. */
  start(args: readonly string[], options: RunOptions = {}): Running {
    return this.#start(process.execPath, [MAIN, ...args], options);
  }

  async run(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return this.start(args, options).ended;
  }

  /** A line for a shell that finds `polyvault`. */
  async shell(line: string, options: RunOptions = {}): Promise<Outcome> {
    return this.#start('sh', ['-c', line], options).ended;
  }

  /** The same in a pseudo-terminal, which script(1) makes: what is shown is in stdout. */
  startInTerminal(line: string, options: RunOptions = {}): Running {
    return this.#start('script', ['-qec', line, '/dev/null'], { openStdin: true, ...options });
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  #start(command: string, args: readonly string[], options: RunOptions): Running {
    const { stdin, openStdin, env } = options;
    const child = spawn(command, args, { cwd: this.home, env: { ...this.#env, ...env } });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    // A program may end without reading what it is given.
    child.stdin.on('error', () => undefined);
    if (openStdin !== true) child.stdin.end(stdin ?? '');
    const ended = new Promise<Outcome>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => resolve({ exitCode, ...output }));
    });
    return { process: child, ended, stdout: () => output.stdout, stderr: () => output.stderr };
  }
}

/** Waits until the condition holds; an error that names it after half a minute. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
