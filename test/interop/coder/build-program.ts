// Builds the program on Coder's published Go SDK in a folder outside of the sources; a build that exists is used again.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const CACHE = join(HERE, '..', '..', '..', 'node_modules', '.cache', 'interop');
const MODULE = 'github.com/coder/coder/v2';
/** The first release with `enabled` (coder.md 0.2), and the one that the server says it equals. */
const VERSION = 'v2.36.0';
/** What the module's own go.mod asks for. The packages that the SDK imports need none of its `replace` lines. */
const GO_VERSION = '1.26.5';
/** The module is 130 MB packed; a machine without any of it needs some minutes. */
const LONGEST_MS = 900_000;

export type Built =
  | { readonly program: string }
  /** Why this machine cannot have the SDK. */
  | { readonly missing: string }
  /** The SDK is there, and the program does not compile with it. */
  | { readonly broken: string };

export function buildProgram(): Built {
  if (!go(HERE, 'version').ok) return { missing: 'there is no Go here' };
  const sources = readdirSync(join(HERE, 'program')).map((name) => ({
    name,
    text: readFileSync(join(HERE, 'program', name), 'utf8'),
  }));
  const manifest = `module polyvault.test/interop\n\ngo ${GO_VERSION}\n\nrequire ${MODULE} ${VERSION}\n`;
  const key = createHash('sha256').update(JSON.stringify([manifest, sources]));
  const folder = join(CACHE, `coder-${key.digest('hex').slice(0, 12)}`);
  const program = join(folder, 'program');
  if (existsSync(program)) return { program };
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of sources) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'go.mod'), manifest);
  const fetched = go(folder, 'list', '-deps', '.');
  if (!fetched.ok) return { missing: `Go cannot get the module: ${lastLine(fetched.output)}` };
  const made = go(folder, 'build', '-ldflags=-s -w', '-o', `${program}.part`, '.');
  if (!made.ok) return { broken: made.output.trim() };
  renameSync(`${program}.part`, program);
  return { program };
}

interface Result {
  readonly ok: boolean;
  readonly output: string;
}

function go(cwd: string, ...args: readonly string[]): Result {
  const done = spawnSync('go', args, {
    cwd,
    encoding: 'utf8',
    timeout: LONGEST_MS,
    stdio: 'pipe',
    env: {
      ...process.env,
      GOFLAGS: `${process.env['GOFLAGS'] ?? ''} -mod=mod`,
      GOWORK: 'off',
      GOTOOLCHAIN: 'local',
    },
  });
  if (done.error !== undefined) return { ok: false, output: done.error.message };
  return { ok: done.status === 0, output: done.stdout + done.stderr };
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? 'no output';
}
