// Power cuts: the real server runs under a recorder of its writes and syncs while clients write; then the disk is made
// again as a cut at a random moment may leave it, and must hold every acknowledged write. Some of the disks are also
// started on and read through the API. `--images N`, `--starts N` of them, `--first-starts N`, `--seconds N`, `--seed N`.
//
// `--control` runs the negative control, `synchronous = NORMAL`, which must lose writes; exits 0 only when it did.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { randomFrom } from '../access/random.ts';
import { call, login, start, writeBootstrap } from '../crash/server.ts';
import type { Server } from '../crash/server.ts';
import { checkImage, writeImage } from './check-image.ts';
import type { Expected } from './check-image.ts';
import { Disk } from './disk.ts';
import { readRecording } from './recording.ts';
import type { DiskCall } from './recording.ts';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000' },
    starts: { type: 'string', default: '10' },
    'first-starts': { type: 'string', default: '10' },
    seconds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    control: { type: 'boolean', default: false },
  },
});
const IMAGES = Number(values.images);
const STARTS = values.control ? 0 : Number(values.starts);
const FIRST_STARTS = values.control ? 0 : Number(values['first-starts']);
const CLIENTS = 16;
const here = import.meta.dirname;

/** One write as its client knows it; moments in nanoseconds of the monotonic clock. */
interface Write {
  readonly value: string;
  readonly sent: bigint;
  acknowledged: bigint | null;
}

if (process.platform !== 'linux' || !hasCompiler()) {
  console.log('Skipped: the recorder needs Linux and a C compiler (cc).');
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}
const random = randomFrom(Number(values.seed));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'polyvault-power-')));
const data = join(folder, 'data');
const recorder = join(folder, 'recorder.so');
execFileSync('cc', [
  '-shared',
  '-fPIC',
  '-O2',
  '-o',
  recorder,
  join(here, 'recorder.c'),
  '-ldl',
  '-lpthread',
]);
writeBootstrap(folder);
const problems: string[] = [];
try {
  await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(): Promise<void> {
  const begun = Date.now();
  const firstStart = await record('first-start.log', async (server) => {
    await login(server);
  });
  const firstStarts = await tryFirstStarts(firstStart);
  const base = readFolder(data);
  const writes = new Map<string, Write[]>();
  const calls = await record('writes.log', async (server) => {
    const token = await login(server);
    const until = Date.now() + Number(values.seconds) * 1000;
    const names = Array.from({ length: CLIENTS }, (_, index) => `S${index}`);
    await Promise.all(
      names.map(async (name) => {
        const own: Write[] = [];
        writes.set(name, own);
        await write(server, token, name, own, until);
      }),
    );
  });
  const started = await tryImages(base, calls, writes);
  const acknowledged = [...writes.values()].flat().filter((one) => one.acknowledged !== null).length;
  const syncs = calls.filter(({ type }) => type === 'synced').length;
  console.log(
    `power cut: ${IMAGES} images (${started} started and read, ${firstStarts} of a first start), seed ${values.seed}: ` +
      `${acknowledged} acknowledged writes, ${calls.length} recorded calls, ${syncs} syncs, ` +
      `${problems.length} problems, ${Math.round((Date.now() - begun) / 1000)} s`,
  );
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
  if (acknowledged === 0) problems.push('nothing was acknowledged: the run shows nothing');
  const found = problems.length > 0;
  if (values.control)
    console.log(found ? 'The control was caught, as it must be.' : 'The control was NOT caught.');
  const good = values.control === found;
  console.log(good ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exitCode = good ? 0 : 1;
}

/** What the server did to its folder until it was killed. */
async function record(name: string, use: (server: Server) => Promise<void>): Promise<readonly DiskCall[]> {
  const log = join(folder, name);
  const server = await start(folder, {
    LD_PRELOAD: recorder,
    POWER_ROOT: data,
    POWER_LOG: log,
    ...(values.control ? { NODE_OPTIONS: `--import=${join(here, 'normal-sync.ts')}` } : {}),
  });
  await use(server);
  const ended = new Promise((resolve) => server.process.once('exit', resolve));
  server.process.kill('SIGKILL');
  await ended;
  return readRecording(readFileSync(log));
}

async function write(
  server: Server,
  token: string,
  name: string,
  own: Write[],
  until: number,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (Date.now() < until) {
    const one: Write = {
      value: `${name}:${own.length + 1}`,
      sent: process.hrtime.bigint(),
      acknowledged: null,
    };
    own.push(one);
    const answer = await call(server, agent, 'PUT', `/pv/v1/secrets/${name}?space=power`, token, {
      value: one.value,
    });
    if (answer.status !== 200 && answer.status !== 201) throw new Error(`PUT answered ${answer.status}`);
    one.acknowledged = process.hrtime.bigint();
  }
  agent.destroy();
}

/** A start on what a cut during the very first start left has to work: nothing was promised before it. */
async function tryFirstStarts(calls: readonly DiskCall[]): Promise<number> {
  for (const [index, image] of images(new Map(), calls, FIRST_STARTS)) {
    const place = join(folder, `first-${index}`);
    writeImage(join(place, 'data'), image.files);
    writeBootstrap(place);
    try {
      const server = await start(place);
      await login(server);
      await kill(server);
    } catch (error) {
      problems.push(`first start cut at call ${image.at}: ${(error as Error).message}`);
    }
    rmSync(place, { recursive: true, force: true });
  }
  return FIRST_STARTS;
}

async function tryImages(
  base: ReadonlyMap<string, Buffer>,
  calls: readonly DiskCall[],
  writes: ReadonlyMap<string, readonly Write[]>,
): Promise<number> {
  const begin = calls.findIndex(({ time }) => time > firstSent(writes));
  let started = 0;
  for (const [index, { at, files }] of images(base, calls, IMAGES, begin)) {
    const time = calls[at]?.time ?? 0n;
    const expected = new Map<string, Expected>();
    for (const [name, own] of writes) {
      const acknowledged = own.filter((one) => one.acknowledged !== null && one.acknowledged < time).length;
      expected.set(name, { acknowledged, sent: own.filter(({ sent }) => sent < time).length });
    }
    const place = join(folder, `image-${index}`);
    writeImage(join(place, 'data'), files);
    const found = checkImage(join(place, 'data'), expected);
    problems.push(...found.map((problem) => `cut at call ${at}: ${problem}`));
    if (found.length === 0 && index % Math.ceil(IMAGES / Math.max(1, STARTS)) === 0 && started < STARTS) {
      started += 1;
      await readThrough(place, expected, at);
    }
    rmSync(place, { recursive: true, force: true });
  }
  return started;
}

/** The server starts on it without a word of a rollback, and gives each value that belongs to the version. */
async function readThrough(
  place: string,
  expected: ReadonlyMap<string, Expected>,
  at: number,
): Promise<void> {
  writeBootstrap(place);
  try {
    const server = await start(place);
    const agent = new Agent({ keepAlive: true });
    const token = await login(server);
    for (const name of expected.keys()) {
      const answer = await call(server, agent, 'GET', `/pv/v1/secrets/${name}?space=power`, token);
      if (answer.status === 404) continue;
      const { version, fields } = answer.json as { version: number; fields: { value: string } };
      if (fields.value !== `${name}:${version}`) {
        problems.push(`cut at call ${at}: ${name} has another value than its version ${version}`);
      }
    }
    agent.destroy();
    await kill(server);
  } catch (error) {
    problems.push(`cut at call ${at}: a start on it failed: ${(error as Error).message}`);
  }
}

/** Disks after cuts at random calls, in order of time. */
function* images(base: ReadonlyMap<string, Buffer>, calls: readonly DiskCall[], count: number, begin = 0) {
  const points = Array.from({ length: count }, () => begin + random.below(calls.length - begin)).sort(
    (a, b) => a - b,
  );
  const disk = new Disk(base);
  let done = 0;
  for (const [index, at] of points.entries()) {
    for (; done < at; done += 1) disk.apply(calls[done] as DiskCall);
    yield [index, { at, files: disk.afterCut(random) }] as const;
  }
}

function firstSent(writes: ReadonlyMap<string, readonly Write[]>): bigint {
  return [...writes.values()].map((own) => own[0]?.sent ?? 0n).reduce((a, b) => (a < b ? a : b));
}

async function kill(server: Server): Promise<void> {
  const ended = new Promise((resolve) => server.process.once('exit', resolve));
  server.process.kill('SIGKILL');
  await ended;
}

/** Without SQLite's shared memory, which no cut keeps. */
function readFolder(path: string): Map<string, Buffer> {
  const files = readdirSync(path).filter(
    (name) => !name.endsWith('-shm') && statSync(join(path, name)).isFile(),
  );
  return new Map(files.map((name) => [name, readFileSync(join(path, name))]));
}

function hasCompiler(): boolean {
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
