// The conformance runner as a command: `npm run conformance [-- PREFIX] [--database postgres]`, two cases at a time. It
// fails when a case does, when a file is malformed, and when no file has the prefix.
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { caseFiles, ROOT } from './case-files.ts';
import { EmptyDatabases } from '../support/empty-databases.ts';
import { PostgresCluster } from '../support/postgres-cluster.ts';
import { runCase } from './run-case.ts';

const AT_ONCE = 2;

const folder = join(ROOT, 'conformance');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { database: { type: 'string', default: 'sqlite' } },
});
if (!['sqlite', 'postgres'].includes(values.database))
  throw new Error('--database must be sqlite or postgres');
const cluster = values.database === 'postgres' ? await PostgresCluster.start() : null;
const databases = cluster === null ? null : new EmptyDatabases(cluster);
const prefix = (positionals[0] ?? '').replace(/^(\.\/)?conformance\//, '');
const paths = caseFiles(folder, prefix);
const waiting = paths.values();
let failed = 0;

async function run(path: string): Promise<readonly string[]> {
  if (cluster === null || databases === null) return runCase(folder, path);
  const name = await databases.take();
  const lines = await runCase(folder, path, cluster.url(name));
  await databases.giveBack(name);
  return lines;
}

async function work(): Promise<void> {
  for (const path of waiting) {
    let lines: readonly string[];
    try {
      lines = await run(path);
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
await cluster?.remove();
if (paths.length === 0) {
  failed = 1;
  console.log(`No case file starts with "${prefix}".`);
}
console.log(`${Math.max(paths.length - failed, 0)} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
