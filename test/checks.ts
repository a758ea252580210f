// The checks that come before the tests: npm scripts of package.json, of which each must end with 0.
import { spawn } from 'node:child_process';

import type { Tally } from './tally.ts';

const SCRIPTS = ['format:check', 'typecheck', 'lint', 'imports'];
const AT_ONCE = 2;

interface Result {
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Runs them two at a time and prints their results in order, with all of their output when one fails. */
export async function runChecks(): Promise<Tally> {
  const results = SCRIPTS.map(() => Promise.withResolvers<Result>());
  const waiting = SCRIPTS.entries();
  const work = async () => {
    for (const [index, script] of waiting) results[index]?.resolve(await runScript(script));
  };
  const workers = Array.from({ length: AT_ONCE }, work);
  let failed = 0;
  for (const [index, script] of SCRIPTS.entries()) {
    const result = await results[index]?.promise;
    if (result?.ok !== true) failed += 1;
    console.log(
      `${result?.ok === true ? '✔' : '✖'} npm run ${script} (${result?.seconds.toFixed(1) ?? 0} s)`,
    );
    if (result?.ok !== true && result !== undefined) console.log(result.output);
  }
  await Promise.all(workers);
  return { passed: SCRIPTS.length - failed, failed, skipped: 0 };
}

function runScript(script: string): Promise<Result> {
  const { promise, resolve } = Promise.withResolvers<Result>();
  const started = performance.now();
  const chunks: Buffer[] = [];
  const end = (ok: boolean, note = '') =>
    resolve({
      ok,
      output: Buffer.concat(chunks).toString('utf8') + note,
      seconds: (performance.now() - started) / 1000,
    });
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('error', (error) => end(false, error.message));
  child.on('close', (code) => end(code === 0));
  return promise;
}
