// The conformance runner as a command: `npm run conformance [-- PREFIX]`, two cases at a time. It fails when a
// case does, when a file is malformed, and when no file has the prefix.
import { join } from 'node:path';

import { caseFiles, ROOT } from './case-files.ts';
import { runCase } from './run-case.ts';

const AT_ONCE = 2;

const folder = join(ROOT, 'conformance');
const prefix = (process.argv[2] ?? '').replace(/^(\.\/)?conformance\//, '');
const paths = caseFiles(folder, prefix);
const waiting = paths.values();
let failed = 0;

async function work(): Promise<void> {
  for (const path of waiting) {
    let lines: readonly string[];
    try {
      lines = await runCase(folder, path);
    } catch (error) {
      lines = [`the server did not start or stop: ${error instanceof Error ? error.message : String(error)}`];
    }
    if (lines.length > 0) failed += 1;
    console.log(
      [`${lines.length > 0 ? 'FAILED' : 'ok    '} ${path}`, ...lines.map((line) => `  ${line}`)].join('\n'),
    );
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
if (paths.length === 0) {
  failed = 1;
  console.log(`No case file starts with "${prefix}".`);
}
console.log(`${Math.max(paths.length - failed, 0)} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
