// The fuzz harness as a command: `npm run fuzz -- DIALECT [--requests N] [--seed S] [--only INDEX]`. `--control` sends
// through a proxy that spoils answers; then the run is good only if every kind of fault was caught.
import { parseArgs } from 'node:util';

import { DIALECTS, runFuzz } from './run-fuzz.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    control: { type: 'boolean', default: false },
  },
});
const dialect = DIALECTS.find((name) => name === positionals[0]);
const numbers = [values.requests, values.seed, values.only ?? '0'];
if (dialect === undefined || !numbers.every((text) => /^\d{1,9}$/.test(text))) {
  console.error(
    `Usage: npm run fuzz -- ${DIALECTS.join('|')} [--requests N] [--seed S] [--only INDEX] [--control]`,
  );
  process.exit(2);
}

const result = await runFuzz({
  dialect,
  requests: Number(values.requests),
  seed: Number(values.seed),
  ...(values.only === undefined ? {} : { only: Number(values.only) }),
  ...(values.control ? { breakOneIn: 100 } : {}),
  progress: (line) => console.log(line),
});
for (const [name, value] of Object.entries(result.figures)) console.log(`${name.padEnd(16)} ${value}`);
if (values.control) {
  console.log(`planted          ${result.planted}\nmissed           ${result.missed.join(', ') || 'none'}`);
  process.exitCode = result.planted > 0 && result.missed.length === 0 ? 0 : 1;
} else {
  for (const problem of result.problems) console.log(`PROBLEM ${problem}`);
  console.log(result.problems.length === 0 ? `ok: ${dialect}, seed ${values.seed}` : 'FAILED');
  process.exitCode = result.problems.length === 0 ? 0 : 1;
}
