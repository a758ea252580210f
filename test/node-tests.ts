// Runs every *.test.ts of the repository with Node's own test runner and counts what it reports.
import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pipeline } from 'node:stream/promises';

import type { Tally } from './tally.ts';

const ROOMS = ['server/src', 'test', 'cli', 'sdk', 'web', 'bench'];
const LONGEST_FILE_MS = 10 * 60 * 1000;

/** The test files below a root, sorted; the seeded bad tree is not among them. */
export function testFiles(root: string): readonly string[] {
  return ROOMS.flatMap((room) => globSync(`${room}/**/*.test.ts`, { cwd: root }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/') && !path.startsWith('test/architecture/bad-tree/'))
    .sort();
}

/** Two files at a time. Cancelled tests, and a file that fails outside of its tests, count as failed. */
export async function runTests(root: string, files = testFiles(root)): Promise<Tally> {
  if (files.length === 0) return { passed: 0, failed: 1, skipped: 0 };
  const stream = run({ files: [...files], cwd: root, concurrency: 2, timeout: LONGEST_FILE_MS });
  let tally: Tally = { passed: 0, failed: 1, skipped: 0 };
  stream.on('test:summary', ({ file, success, counts }) => {
    if (file !== undefined) return;
    const failed = counts.tests - counts.passed - counts.skipped - counts.todo;
    tally = {
      passed: counts.passed,
      failed: success ? failed : Math.max(failed, 1),
      skipped: counts.skipped + counts.todo,
    };
  });
  await pipeline(stream, new spec(), process.stdout, { end: false });
  return tally;
}
