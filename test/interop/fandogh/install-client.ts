// The real fandogh-cli from PyPI in a virtual environment of its own; an installed one is kept and used again.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const CACHE = join(HERE, '..', '..', '..', 'node_modules', '.cache', 'interop');
const EXACT = join(HERE, 'requirements.txt');
const ANY = join(HERE, 'requirements-any.txt');
const CLIENT = 'fandogh-cli==1.26.10';
const LONGEST_MS = 150_000;

export type Installed =
  | { readonly fandogh: string; readonly versions: 'exact' | 'any' }
  /** Why there is no client. */
  | { readonly missing: string };

/** The path of the client's executable, or why this machine cannot have it (fandogh.md 4.2). */
export function installClient(): Installed {
  const python = ['python3', 'python'].find((name) => run(name, ['--version']).ok);
  if (python === undefined) return { missing: 'there is no Python here' };
  const key = createHash('sha256')
    .update(run(python, ['--version']).output)
    .update(readFileSync(EXACT))
    .update(readFileSync(ANY));
  const folder = join(CACHE, `fandogh-${key.digest('hex').slice(0, 12)}`);
  const stamp = join(folder, 'installed');
  const fandogh = join(folder, 'bin', 'fandogh');
  if (existsSync(stamp)) {
    return { fandogh, versions: readFileSync(stamp, 'utf8') === 'exact' ? 'exact' : 'any' };
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const made = run(python, ['-m', 'venv', folder]);
  if (!made.ok) return { missing: `Python cannot make a virtual environment: ${lastLine(made.output)}` };

  const pip = (...args: string[]): Result =>
    run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--retries', '1', ...args]);
  let versions: 'exact' | 'any' = 'exact';
  if (!pip('--no-deps', '-r', EXACT).ok) {
    versions = 'any';
    const others = pip('-r', ANY);
    const client = others.ok ? pip('--no-deps', CLIENT) : others;
    if (!client.ok) return { missing: `pip cannot install ${CLIENT}: ${lastLine(client.output)}` };
  }
  writeFileSync(stamp, versions);
  return { fandogh, versions };
}

interface Result {
  readonly ok: boolean;
  readonly output: string;
}

function run(command: string, args: readonly string[]): Result {
  const done = spawnSync(command, args, { encoding: 'utf8', timeout: LONGEST_MS, stdio: 'pipe' });
  if (done.error !== undefined) return { ok: false, output: done.error.message };
  return { ok: done.status === 0, output: done.stdout + done.stderr };
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? 'no output';
}
