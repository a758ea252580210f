// Every row of SECURITY-DESIGN section 6 is a test that says so in its first line.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROWS = 22;
const root = join(import.meta.dirname, '../..');
/** Row 4 is about time, which no test may assert: a script measures it. */
const files = globSync(['test/**/*.test.ts', 'test/timing/*.ts', '{server,cli}/src/**/*.test.ts'], {
  cwd: root,
});

test('each row has its test', () => {
  const shown = new Set<number>();
  for (const file of files) {
    const [first = ''] = readFileSync(join(root, file), 'utf8').split('\n', 1);
    const row = /^\/\/ SECURITY-DESIGN (?:section )?6, row (\d+)\b/.exec(first)?.[1];
    if (row !== undefined) shown.add(Number(row));
  }
  const wanted = Array.from({ length: ROWS }, (_, index) => index + 1);
  assert.deepEqual(
    wanted.filter((row) => !shown.has(row)),
    [],
  );
});
