// The benchmark: the real server against bare node:http on one machine in one run, scenario by scenario in turn. Writes
// docs/performance.md. `--quick`, `--large` (a million secrets), `--rounds N --seconds S --json FILE --no-page`.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import { judge } from './judge.ts';
import type { Figures } from './judge.ts';
import { load } from './load.ts';
import { openLoop } from './open-loop.ts';
import { page } from './page.ts';
import { startProcess } from './processes.ts';
import { scenarios } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';
import { startVault } from './vault.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    json: { type: 'string' },
    'no-page': { type: 'boolean', default: false },
  },
});
const { quick } = values;
const rounds = Number(values.rounds ?? (quick ? 1 : 5));
const seconds = Number(values.seconds ?? (quick ? 0.3 : 1.5));
const sizes = { small: quick ? 200 : 1000, large: values.large ? 1_000_000 : quick ? 2000 : 100_000 };
/** Behind this no new round begins; the whole then ends within eight minutes. */
const MAX_ROUNDS_MS = 330_000;
const [loadAtBeginning = 0] = loadavg();

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const progress = (text: string): boolean => process.stderr.write(`${text}\n`);
progress(`seeding ${sizes.small} and ${sizes.large} secrets`);
const bare = await startProcess(new URL('./bare.ts', import.meta.url).pathname, {});
const small = await startVault(sizes.small);
const large = await startVault(sizes.large);
const preload = new URL('./no-grouping.ts', import.meta.url).href;
const ungrouped = await startVault(sizes.small, ['--import', preload]);
const servers = { bare, small: small.server, large: large.server, ungrouped: ungrouped.server };
const tokens = { small: small.token, large: large.token, ungrouped: ungrouped.token };
const all = scenarios(tokens, sizes);
let wrong = 0;
let generatorBusy = 0;
let bareBusy = 0;

async function measure(
  { server: name, requests, connections, status }: Scenario,
  time: number,
): Promise<Figures> {
  const server = servers[name];
  const before = server.cpuSeconds() ?? 0;
  const result = await load(server.base, requests, { connections, seconds: time, status });
  const cpuSeconds = (server.cpuSeconds() ?? 0) - before;
  wrong += result.wrong;
  if (name === 'bare' && connections === 64) {
    bareBusy = Math.max(bareBusy, cpuSeconds / result.seconds);
    generatorBusy = Math.max(generatorBusy, result.cpuSeconds / result.seconds);
  }
  const at = (share: number) => result.latencies[Math.floor(result.latencies.length * share)] ?? 0;
  return {
    perSecond: result.requests / result.seconds,
    cpu: (cpuSeconds / result.requests) * 1e6,
    p50: at(0.5),
    p99: at(0.99),
  };
}

progress('warming up');
for (const scenario of all) await measure(scenario, Math.min(seconds, 1));
const results = new Map<string, Figures[]>(all.map(({ name }) => [name, []]));
let roundsDone = 0;
for (let round = 1; round <= rounds; round += 1) {
  // A slow machine gets fewer rounds, not a longer wait.
  if (!values.large && performance.now() > MAX_ROUNDS_MS) break;
  roundsDone = round;
  progress(`round ${round} of ${rounds}`);
  for (const scenario of all) results.get(scenario.name)?.push(await measure(scenario, seconds));
}
const medianOf = (name: string): Figures => {
  const of = results.get(name) ?? [];
  const by = (figure: keyof Figures) => median(of.map((figures) => figures[figure]));
  return { perSecond: by('perSecond'), cpu: by('cpu'), p50: by('p50'), p99: by('p99') };
};
const ratio = (of: string, to: string, figure: keyof Figures): number =>
  median(
    (results.get(of) ?? []).map(
      (figures, round) => figures[figure] / (results.get(to)?.[round]?.[figure] ?? 0),
    ),
  );

progress('latency at half of the peak, open loop');
const p99At: Record<'bare' | 'read', number[]> = { bare: [], read: [] };
for (let round = 0; round < roundsDone; round += 1) {
  for (const name of ['bare', 'read'] as const) {
    const scenario = all.find((each) => each.name === name);
    if (scenario === undefined) continue;
    const perSecond = medianOf(name).perSecond / 2;
    const options = { connections: 64, seconds, perSecond };
    const latencies = await openLoop(servers[scenario.server].base, scenario.requests, options);
    p99At[name].push(latencies[Math.floor(latencies.length * 0.99)] ?? 0);
  }
}
progress('disk written by replacing');
const diskBefore = small.diskBytes();
const replacing = all.find(({ name }) => name === 'replace');
const replaced =
  replacing === undefined
    ? null
    : await load(small.server.base, replacing.requests, { ...replacing, seconds });
const diskPerReplace = replaced === null ? 0 : (small.diskBytes() - diskBefore) / replaced.requests;
const measured = {
  ratio,
  startMilliseconds: large.startMilliseconds,
  idleBytes: large.idleBytes,
  peakBytes: Math.max(small.peakBytes(), large.peakBytes()),
  openLoopRead: median(p99At.read),
  openLoopBare: median(p99At.bare),
};
const lines = judge(measured);
for (const server of [small, large, ungrouped]) await server.stop();
await bare.stop();

const rows = all.map(({ name }) => [name, medianOf(name)] as const);
const notes = [
  `Small store ${sizes.small} secrets, large store ${sizes.large}, SQLite, synchronous=FULL. All servers run at once; one is loaded at a time.`,
  `The generator is not the limit: under bare load the server used ${bareBusy.toFixed(2)} of a processor, the generator ${generatorBusy.toFixed(2)}.`,
  `p99 at half of the peak, open loop: read ${measured.openLoopRead.toFixed(1)} ms, bare ${measured.openLoopBare.toFixed(1)} ms.`,
  `A replace makes the files of the database grow by ${diskPerReplace.toFixed(0)} bytes (content, versions and audit events stay).`,
  'Not measured here: PostgreSQL, several processes, tokens and grants in numbers. The lists of dialects are of empty spaces: their lines show nothing yet.',
];
const text = page({ rows, lines, notes, rounds: roundsDone, seconds, load: loadAtBeginning });
console.log(text);
if (wrong > 0) console.log(`${wrong} answers had another status than the one that is wanted`);
if (!quick && !values['no-page']) writeFileSync(new URL('../docs/performance.md', import.meta.url), text);
if (values.json !== undefined) {
  const report = {
    node: process.version,
    processors: cpus().length,
    rounds: roundsDone,
    seconds,
    sizes,
    lines,
    figures: Object.fromEntries(rows),
    wrong,
  };
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
process.exit(wrong > 0 ? 1 : 0);
