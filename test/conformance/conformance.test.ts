// Every case of conformance/ as a test of its own, and every dialect of the server has cases.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { caseFiles, dialectOf, ROOT } from './case-files.ts';
import { runCase } from './run-case.ts';

const folder = join(ROOT, 'conformance');
const paths = caseFiles(folder);

test('every dialect has cases', () => {
  const dialects = readdirSync(join(ROOT, 'server/src/dialects'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  assert.ok(dialects.length > 0, 'no dialect was found');
  const covered = new Set(paths.map(dialectOf));
  assert.deepEqual(
    dialects.filter((name) => !covered.has(name)),
    [],
    'these dialects have no case',
  );
});

describe('conformance', { concurrency: 2 }, () => {
  for (const path of paths) {
    test(path, async () => {
      const lines = await runCase(folder, path);
      if (lines.length > 0) assert.fail(lines.join('\n'));
    });
  }
});
