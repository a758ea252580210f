// `npm run prove`: runs the command of each promise and its control, and writes what came out into PROMISES.md.
// `--full` runs the whole instead of CI's share, `--only ID` one promise; `--check` writes nothing and prints the sum.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';

import { closingLine } from '../tally.ts';
import { isCommand, renderPage } from './page.ts';
import type { Outcome, Outcomes } from './page.ts';
import { PROMISES } from './promises.ts';

const root = join(import.meta.dirname, '../..');
const DATA = join(root, 'docs/promises.json');
const PAGE = join(root, 'PROMISES.md');
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const chosen = PROMISES.filter(({ id }) => values.only === undefined || id === values.only);
if (chosen.length === 0) {
  console.error(
    `No promise has the id ${values.only}. There are: ${PROMISES.map(({ id }) => id).join(', ')}.`,
  );
  process.exit(2);
}
const outcomes: Record<string, Outcome> = { ...(JSON.parse(readFileSync(DATA, 'utf8')) as Outcomes) };
let [passed, failed] = [0, 0];
for (const { id, proofs } of chosen) {
  for (const { command, full, control } of proofs) {
    const main = values.full ? (full ?? command) : command;
    for (const line of isCommand(control) ? [main, control] : [main]) {
      const outcome = run(line);
      outcomes[line] = outcome;
      if (outcome.passed) passed += 1;
      else failed += 1;
      console.log(`${outcome.passed ? 'held' : 'FAILED'}  ${id}  ${line}\n      ${outcome.figures}`);
      if (!values.check) write();
    }
  }
}
console.log(closingLine({ passed, failed, skipped: 0 }));
process.exitCode = failed === 0 ? 0 : 1;

function run(command: string): Outcome {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    // Node's test runner tells its children that they are its own.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  if (status !== 0) process.stderr.write(`${stdout}\n${stderr}\n`);
  return {
    passed: status === 0,
    figures: figuresOf(stripVTControlCharacters(stdout)),
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
  };
}

/** The line with the figures of a harness, the counts of the test runner, or the names and values that it printed. */
function figuresOf(stdout: string): string {
  const lines = stdout.split('\n').map((line) => line.trim());
  const told = lines.find((line) => /\bseed \d+.*\d/.test(line) && /acknowledged|requests|images/.test(line));
  if (told !== undefined) return told;
  const counts = ['pass', 'fail', 'skipped'].map(
    (name) =>
      `${name} ${
        lines
          .findLast((line) => line.startsWith(`ℹ ${name} `))
          ?.split(' ')
          .at(-1) ?? '?'
      }`,
  );
  if (!counts.join().includes('?')) return `tests: ${counts.join(', ')}`;
  const named = lines
    .filter((line) => /^[a-z0-9 ]+ {2,}\S/.test(line))
    .map((line) => line.replace(/\s+/g, ' '));
  return named.length > 0
    ? named.join(', ')
    : (lines.findLast((line) => line !== '') ?? 'nothing was printed');
}

function write(): void {
  const known = new Set(
    PROMISES.flatMap(({ proofs }) =>
      proofs.flatMap(({ command, full, control }) => [command, full, control]),
    ),
  );
  const kept = Object.entries(outcomes).filter(([command]) => known.has(command));
  writeFileSync(DATA, `${JSON.stringify(Object.fromEntries(kept.sort()), null, 2)}\n`);
  writeFileSync(PAGE, renderPage(outcomes));
}
