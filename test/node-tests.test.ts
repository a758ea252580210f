// The runner of `npm test` counts what fails: a failing test, a file that does not load, and no file at all.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';

import { testFiles } from './node-tests.ts';
import { closingLine, sum } from './tally.ts';

const PASSES = "import { test } from 'node:test';\ntest('passes', () => {});\n";

/** Runs the test files of a fresh tree in a process of its own and gives the closing line. */
function lineFor(context: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'polyvault-runner-'));
  context.after(() => rmSync(root, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const here = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href);
  const script = join(root, 'start.ts');
  writeFileSync(
    script,
    `import { runTests } from ${here('node-tests.ts')};
     import { closingLine } from ${here('tally.ts')};
     console.log('\\n' + closingLine(await runTests(${JSON.stringify(root)})));`,
  );
  // Without the mark by which a test runner knows that it runs inside of another one.
  const env = { ...process.env };
  delete env['NODE_TEST_CONTEXT'];
  const { stdout } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' });
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

test('passing and skipped tests are counted', (context) => {
  const files = {
    'server/src/a.test.ts': PASSES,
    'test/b.test.ts': `${PASSES}test('later', { skip: 'a reason' }, () => {});\n`,
    'test/not-a-test.ts': "throw new Error('not run');\n",
  };
  assert.equal(lineFor(context, files), '2 passed, 0 failed, 1 skipped');
});

test('a failing test is counted', (context) => {
  const failing = `${PASSES}test('fails', () => {\n  throw new Error('on purpose');\n});\n`;
  assert.equal(lineFor(context, { 'cli/a.test.ts': failing }), '1 passed, 1 failed');
});

test('a file that does not load is counted', (context) => {
  const files = { 'sdk/a.test.ts': "import './missing.ts';\n", 'sdk/b.test.ts': PASSES };
  assert.equal(lineFor(context, files), '1 passed, 1 failed');
});

test('a failing hook of a suite is counted', (context) => {
  const suite =
    "import { after, describe, test } from 'node:test';\n" +
    "describe('s', () => {\n  after(() => {\n    throw new Error('on purpose');\n  });\n  test('passes', () => {});\n});\n";
  assert.equal(lineFor(context, { 'test/a.test.ts': suite }), '1 passed, 1 failed');
});

test('a tree without tests fails', (context) => {
  assert.equal(lineFor(context, { 'test/a.ts': '' }), '0 passed, 1 failed');
});

test('the real tree has tests, and the bad tree gives none', () => {
  const files = testFiles(join(import.meta.dirname, '..'));
  assert.ok(files.includes('test/node-tests.test.ts'));
  assert.ok(!files.some((path) => path.includes('bad-tree')));
});

test('tallies add up', () => {
  const total = sum([
    { passed: 1, failed: 2, skipped: 3 },
    { passed: 10, failed: 0, skipped: 0 },
  ]);
  assert.equal(closingLine(total), '11 passed, 2 failed, 3 skipped');
  assert.equal(closingLine({ passed: 1, failed: 0, skipped: 0 }), '1 passed, 0 failed');
});
