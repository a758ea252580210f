// How long a warm start takes: from starting the process on a store that exists to the first answered request,
// beside the start of a bare node:http server. `--runs N`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startProcess } from './processes.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });

async function firstAnswer(script: string, env: Readonly<Record<string, string>>): Promise<number> {
  const begun = performance.now();
  const server = await startProcess(new URL(script, import.meta.url).pathname, env);
  const response = await fetch(new URL('/healthz', server.base));
  const elapsed = performance.now() - begun;
  if (response.status !== 200) throw new Error(`the first answer was ${response.status}`);
  await response.arrayBuffer();
  await server.stop();
  return elapsed;
}

const folder = mkdtempSync(join(tmpdir(), 'polyvault-start-'));
const env = { POLYVAULT_PORT: '0', POLYVAULT_DATA_DIR: join(folder, 'data'), POLYVAULT_LOG_LEVEL: 'error' };
const cold = await firstAnswer('../server/src/main.ts', env);
const bare: number[] = [];
const warm: number[] = [];
for (let run = 0; run < Number(values.runs); run += 1) {
  bare.push(await firstAnswer('./bare.ts', {}));
  warm.push(await firstAnswer('../server/src/main.ts', env));
}
rmSync(folder, { recursive: true, force: true });
const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
console.log(
  `first start ${cold.toFixed(0)} ms; warm start ${median(warm).toFixed(0)} ms, bare ${median(bare).toFixed(0)} ms ` +
    `(medians of ${values.runs} runs), ratio ${(median(warm) / median(bare)).toFixed(1)}`,
);
