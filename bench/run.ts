// The first benchmark: bare node:http with the same 300 bytes against a native read that is authenticated,
// authorized, decrypted and audited, in one run, in turns, as a ratio. `--rounds N --seconds S --connections C`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { load } from './load.ts';
import { startProcess } from './processes.ts';
import type { ServerProcess } from './processes.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    json: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const options = { connections: Number(values.connections), seconds: Number(values.seconds), status: 200 };
const PASSWORD = 'benchmark password';
const ANSWER_BYTES = 300;

interface Round {
  readonly perSecond: number;
  readonly cpuMicroseconds: number | null;
  readonly p50: number;
  readonly p99: number;
  readonly wrong: number;
}

function requestBytes(path: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
}

async function measure(server: ServerProcess, request: Buffer): Promise<Round> {
  const before = server.cpuSeconds();
  const result = await load(server.base, request, options);
  const after = server.cpuSeconds();
  const at = (share: number) => result.latencies[Math.floor(result.latencies.length * share)] ?? 0;
  return {
    perSecond: result.requests / result.seconds,
    cpuMicroseconds: before === null || after === null ? null : ((after - before) / result.requests) * 1e6,
    p50: at(0.5),
    p99: at(0.99),
    wrong: result.wrong,
  };
}

/** A secret whose read answers about as many bytes as the bare server does, and what reads it. */
async function seed(server: ServerProcess): Promise<Buffer> {
  const call = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(new URL(path, server.base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return (await response.json()) as { readonly token?: string };
  };
  const { token } = await call('/pv/v1/login', { username: 'root', password: PASSWORD });
  const headers = { authorization: `Bearer ${token ?? ''}` };
  const space = 'apps/shop/prod';
  await call('/pv/v1/secrets', { space, name: 'DB_URL', value: 'v' }, headers);
  return requestBytes(`/pv/v1/secrets/DB_URL?space=${space}`, headers);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const folder = mkdtempSync(join(tmpdir(), 'polyvault-bench-'));
writeFileSync(
  join(folder, 'bootstrap.json'),
  JSON.stringify({ users: [{ username: 'root', password: PASSWORD, admin: true }] }),
);
const bare = await startProcess(new URL('./bare.ts', import.meta.url).pathname, {});
const vault = await startProcess(new URL('../server/src/main.ts', import.meta.url).pathname, {
  POLYVAULT_PORT: '0',
  POLYVAULT_DATA_DIR: join(folder, 'data'),
  POLYVAULT_BOOTSTRAP: join(folder, 'bootstrap.json'),
  POLYVAULT_LOG_LEVEL: 'error',
});
const bareRequest = requestBytes('/', {});
const readRequest = await seed(vault);
for (const [server, request] of [
  [bare, bareRequest],
  [vault, readRequest],
] as const) {
  await load(server.base, request, { ...options, seconds: 1 });
}
const results: { readonly bare: Round; readonly read: Round }[] = [];
for (let round = 0; round < rounds; round += 1) {
  results.push({ bare: await measure(bare, bareRequest), read: await measure(vault, readRequest) });
}
await bare.stop();
await vault.stop();
rmSync(folder, { recursive: true, force: true });

const of = (pick: (round: Round) => number) => ({
  bare: median(results.map((round) => pick(round.bare))),
  read: median(results.map((round) => pick(round.read))),
  ratio: median(results.map((round) => pick(round.read) / pick(round.bare))),
});
const report = {
  node: process.version,
  processors: cpus().length,
  rounds,
  ...options,
  answerBytes: ANSWER_BYTES,
  throughput: of((round) => round.perSecond),
  cpuMicroseconds: of((round) => round.cpuMicroseconds ?? 0),
  p50Milliseconds: of((round) => round.p50),
  p99Milliseconds: of((round) => round.p99),
  wrongAnswers: results.reduce((sum, round) => sum + round.bare.wrong + round.read.wrong, 0),
};
console.log(
  `Medians of ${rounds} rounds in turn, ${options.connections} connections, Node ${process.version}, ${report.processors} processors`,
);
console.log('                       bare        audited read   read / bare');
for (const [name, row] of Object.entries({
  'requests a second': report.throughput,
  'CPU us a request': report.cpuMicroseconds,
  'p50 ms': report.p50Milliseconds,
  'p99 ms': report.p99Milliseconds,
})) {
  console.log(
    `${name.padEnd(20)} ${row.bare.toFixed(1).padStart(10)} ${row.read.toFixed(1).padStart(14)} ${row.ratio.toFixed(3).padStart(13)}`,
  );
}
if (report.wrongAnswers > 0) console.log(`${report.wrongAnswers} answers had another status than 200`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.exit(report.wrongAnswers > 0 ? 1 : 0);
