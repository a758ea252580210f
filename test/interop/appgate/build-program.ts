// Builds the program on the published Go SDK in a folder outside of the sources; a build that exists is used again.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const CACHE = join(HERE, '..', '..', '..', 'node_modules', '.cache', 'interop');
const MODULE = 'github.com/appgate/sdp-api-client-go';
const LONGEST_MS = 300_000;

/** The commit of the module in which a peer version's package was read (appgate.md 6, S4 and S5). */
export const PACKAGES = {
  v22: '9e64e0a16ab99de81ce375e439353f1d87581694',
  v24: '17859b924f3242d7c9bd339da1b3a376538811d9',
} as const;
export type Peer = keyof typeof PACKAGES;

export type Built =
  | { readonly program: string }
  /** Why this machine cannot have the SDK. */
  | { readonly missing: string }
  /** The SDK is there, and the program does not compile with it. */
  | { readonly broken: string };

/** `checkout` is a folder with the SDK's sources to take in place of the published module. */
export function buildProgram(peer: Peer, checkout: string | undefined): Built {
  if (!run('.', 'go', 'version').ok) return { missing: 'there is no Go here' };
  if (checkout !== undefined && !existsSync(join(checkout, 'api', peer))) {
    return { missing: `the checkout has no package ${peer}` };
  }
  const sources = readdirSync(join(HERE, 'program')).map((name) => ({
    name,
    text: readFileSync(join(HERE, 'program', name), 'utf8').replaceAll(
      `${MODULE}/api/v22/`,
      `${MODULE}/api/${peer}/`,
    ),
  }));
  const key = createHash('sha256').update(JSON.stringify([peer, checkout ?? PACKAGES[peer], sources]));
  const folder = join(CACHE, `appgate-${key.digest('hex').slice(0, 12)}`);
  const program = join(folder, 'program');
  if (existsSync(program)) return { program };
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of sources) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'go.mod'), 'module polyvault.test/interop\n\ngo 1.21\n');
  const fetched = checkout === undefined ? take(folder, PACKAGES[peer]) : replace(folder, checkout);
  if (!fetched.ok) return { missing: `Go cannot get the module: ${lastLine(fetched.output)}` };
  const tidy = run(folder, 'go', 'get', '-tags', peer, '.');
  if (!tidy.ok) return { missing: `Go cannot get what the module needs: ${lastLine(tidy.output)}` };
  const made = run(folder, 'go', 'build', '-tags', peer, '-o', `${program}.part`, '.');
  if (!made.ok) return { broken: made.output.trim() };
  renameSync(`${program}.part`, program);
  return { program };
}

function take(folder: string, commit: string): Result {
  return run(folder, 'go', 'get', `${MODULE}@${commit.slice(0, 12)}`);
}

function replace(folder: string, checkout: string): Result {
  return run(folder, ...['go', 'mod', 'edit', `-require=${MODULE}@v0.0.0`, `-replace=${MODULE}=${checkout}`]);
}

interface Result {
  readonly ok: boolean;
  readonly output: string;
}

function run(cwd: string, command: string, ...args: readonly string[]): Result {
  const done = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: LONGEST_MS,
    stdio: 'pipe',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', GOTOOLCHAIN: 'local' },
  });
  if (done.error !== undefined) return { ok: false, output: done.error.message };
  return { ok: done.status === 0, output: done.stdout + done.stderr };
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.trim() ?? 'no output';
}
