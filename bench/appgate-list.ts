// What an appgate list costs in a space of few and of many secrets: the same requests to both, in alternating rounds,
// as the ratio of their medians. `--small N --large N --rounds N --requests N --goal RATIO`; it exits 1 above the goal.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { systemClock } from '../server/src/base/clock.ts';
import { createCore, openSteadyClock } from '../server/src/core/index.ts';
import { openKeyring } from '../server/src/seals/open-keyring.ts';
import { SqliteFile } from '../server/src/stores/sqlite/open.ts';
import { startProcess } from './processes.ts';
import type { ServerProcess } from './processes.ts';

const { values } = parseArgs({
  options: {
    small: { type: 'string', default: '1000' },
    large: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '20' },
    goal: { type: 'string', default: '3' },
  },
});
const PASSWORD = 'benchmark password';
const SPACE = 'appgate';
const BATCH = 1000;
const HEADERS = { accept: 'application/vnd.appgate.peer-v23+json', 'content-type': 'application/json' };

/** The lists that are compared; `narrow` finds as many in each size, `broad` finds a share of the space. */
const LISTS: readonly (readonly [name: string, query: string, goal: boolean])[] = [
  ['first page by name', 'range=0-30', true],
  ['first page by created, downwards', 'range=0-30&orderBy=created&descending=true', true],
  ['narrow query, by name', 'query=rare-word&range=0-30&orderBy=name', true],
  ['narrow query, by updated', 'query=rare-word&range=0-30&orderBy=updated', true],
  ['query of one name', 'query=secret-000500&range=0-30&orderBy=name', true],
  ['broad query (all), by name', 'query=secret-&range=0-30&orderBy=name', true],
  ['broad query (1 %), by name', 'query=shade-17x&range=0-30&orderBy=name', true],
  ['broad query (1 %), by notes', 'query=shade-17x&range=0-30&orderBy=notes', true],
  ['two queries', 'query=secret-&query=rare-word&range=0-30', true],
  ['filterBy on a tag', 'filterBy[tags]=rare-tag&range=0-30&orderBy=name', true],
  ['query of two characters', 'query=7x&range=0-30&orderBy=name', false],
  ['a page in the middle', 'range=MIDDLE&orderBy=name', false],
];

/** Straight through core, into a store that a server has made. */
async function seed(folder: string, secrets: number): Promise<void> {
  const file = SqliteFile.open(join(folder, 'polyvault.db'));
  const { keyring } = await openKeyring(file, join(folder, 'root.key'), systemClock.now());
  const store = file.store();
  const clock = await openSteadyClock({ store, keyring }, systemClock);
  const settings = { personalSpaces: [], homes: [] };
  const { core, system, settle } = createCore({ store, keyring, clock, settings });
  for (let first = 0; first < secrets; first += BATCH) {
    await core.createSecrets(
      system,
      { space: SPACE },
      Array.from({ length: Math.min(BATCH, secrets - first) }, (_, index) => describe(first + index)),
    );
  }
  await settle();
  await store.close();
  file.close();
}

function describe(number: number) {
  const rare = number % 50 === 0 && number < 1000;
  return {
    name: `secret-${String(number).padStart(6, '0')}`,
    description: `${rare ? 'rare-word ' : ''}shade-${number % 100}x of many`,
    tags: rare ? ['team-a', 'rare-tag'] : ['team-a'],
    fields: { value: `value ${number}` },
  };
}

interface Subject {
  readonly server: ServerProcess;
  readonly token: string;
  readonly secrets: number;
}

async function start(root: string, secrets: number): Promise<Subject> {
  const folder = join(root, String(secrets));
  const bootstrap = join(root, 'bootstrap.json');
  writeFileSync(
    bootstrap,
    JSON.stringify({ users: [{ username: 'root', password: PASSWORD, admin: true }] }),
  );
  const open = () =>
    startProcess(new URL('../server/src/main.ts', import.meta.url).pathname, {
      POLYVAULT_PORT: '0',
      POLYVAULT_DATA_DIR: folder,
      POLYVAULT_BOOTSTRAP: bootstrap,
      POLYVAULT_LOG_LEVEL: 'error',
    });
  await (await open()).stop();
  await seed(folder, secrets);
  const server = await open();
  const login = {
    providerName: 'local',
    deviceId: '4c07bc67-57ea-42dd-b702-c2d6c45419fc',
    username: 'root',
    password: PASSWORD,
  };
  const response = await fetch(new URL('/admin/login', server.base), {
    method: 'POST',
    headers: HEADERS,
    body: JSON.stringify(login),
  });
  const { token } = (await response.json()) as { readonly token: string };
  return { server, token, secrets };
}

/** Milliseconds of one list, from the request to the whole answer. */
async function time({ server, token, secrets }: Subject, query: string): Promise<number> {
  const middle = Math.floor(secrets / 2);
  const path = `/admin/secrets?${query.replace('MIDDLE', `${middle}-${middle + 30}`)}`;
  const begun = performance.now();
  const response = await fetch(new URL(path, server.base), {
    headers: { ...HEADERS, authorization: `Bearer ${token}` },
  });
  const { data } = (await response.json()) as { readonly data: readonly unknown[] };
  const elapsed = performance.now() - begun;
  if (response.status !== 200 || data.length === 0) throw new Error(`${query} answered ${response.status}`);
  return elapsed;
}

/** The first call of a query, whose count is not known yet, and the median of those behind it. */
async function measure(subject: Subject, query: string) {
  const first = await time(subject, query);
  const times: number[] = [];
  for (let index = 0; index < Number(values.requests); index += 1) times.push(await time(subject, query));
  return { first, median: median(times) };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const root = mkdtempSync(join(tmpdir(), 'polyvault-bench-'));
const subjects: Subject[] = [];
let missed = 0;
try {
  for (const secrets of [Number(values.small), Number(values.large)]) {
    const begun = performance.now();
    subjects.push(await start(root, secrets));
    console.log(`${secrets} secrets are there after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
  const [small, large] = subjects;
  if (small === undefined || large === undefined) throw new Error('no servers');
  const title = ['list'.padEnd(34), values.small, values.large, 'ratio', 'first time'];
  console.log(title.map((text, index) => (index === 0 ? text : text.padStart(10))).join(' '));
  for (const [name, query, goal] of LISTS) {
    const rounds: { small: number; large: number }[] = [];
    let first = 0;
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const one = await measure(small, query);
      const other = await measure(large, query);
      if (round === 0) first = other.first;
      rounds.push({ small: one.median, large: other.median });
    }
    const of = (pick: (round: { small: number; large: number }) => number) => median(rounds.map(pick));
    const ratio = of((round) => round.large / round.small);
    if (goal && ratio > Number(values.goal)) missed += 1;
    const figures = [of((round) => round.small), of((round) => round.large), ratio, first];
    const mark = goal ? (ratio > Number(values.goal) ? '  above the goal' : '') : '  no goal';
    console.log(`${name.padEnd(34)} ${figures.map((n) => n.toFixed(2).padStart(10)).join(' ')}${mark}`);
  }
} finally {
  for (const { server } of subjects) await server.stop();
  rmSync(root, { recursive: true, force: true });
}
console.log(`milliseconds; ${missed} lists above the ratio ${values.goal}`);
process.exit(missed > 0 ? 1 : 0);
