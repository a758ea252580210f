// Each import rule fires on the seeded bad tree, on exactly the files that break it, and the real tree was read.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { readTree, ROOT, ruleNames } from './tree.ts';

/** Rule to the files of bad-tree that break it. */
const BROKEN: Readonly<Record<string, readonly string[]>> = {
  'backup-imports-stores-and-seals': ['server/src/backup/imports-http.ts'],
  'base-imports-nothing': ['server/src/base/imports-core.ts'],
  'cli-imports-sdk': ['cli/imports-server.ts'],
  'config-imports-base': ['server/src/config/imports-core.ts'],
  'console-imports-http': ['server/src/console/imports-core.ts'],
  'core-imports-base-and-crypto': [
    'server/src/core/imports-crypto-behind-its-door.ts',
    'server/src/core/imports-http.ts',
  ],
  'crypto-imports-base': ['server/src/crypto/imports-core.ts'],
  'dialects-import-core-and-http': [
    'server/src/dialects/native/imports-crypto.ts',
    'server/src/dialects/native/imports-store.ts',
  ],
  'dialects-import-no-sibling': ['server/src/dialects/coder/imports-sibling.ts'],
  'http-imports-core': [
    'server/src/http/imports-core-behind-its-door.ts',
    'server/src/http/imports-test.test.ts',
  ],
  'imports-resolve': ['server/src/http/imports-missing.ts'],
  'no-cycles': ['server/src/http/cycle-of-types-back.ts'],
  'only-config-reads-process-env': [
    'server/src/core/gets-built-in.ts',
    'server/src/core/reads-environment-by-alias.ts',
    'server/src/core/reads-environment-by-import.ts',
    'server/src/core/reads-environment-by-name.ts',
    'server/src/core/reads-environment.ts',
  ],
  'only-crypto-imports-node-crypto': [
    'server/src/core/imports-bare-crypto.ts',
    'server/src/http/imports-node-crypto.ts',
  ],
  'only-stores-import-drivers': ['server/src/core/imports-sqlite.ts', 'server/src/http/imports-kysely.ts'],
  'packages-are-declared': ['server/src/http/imports-a-tool.ts'],
  'providers-import-ports': ['server/src/providers/imports-store.ts'],
  'rooms-are-known': ['server/src/attic/imports-core.ts'],
  'sdk-imports-nothing': ['sdk/imports-server.ts'],
  'seals-import-ports': ['server/src/seals/imports-store.ts'],
  'sinks-import-ports': ['server/src/sinks/imports-store.ts'],
  'stores-import-ports': ['server/src/stores/imports-core-behind-ports.ts'],
  'tests-stay-outside': ['server/src/app.ts', 'server/src/http/imports-test-support.ts'],
  'web-imports-sdk': ['web/imports-server.ts', 'web/page-imports-server.tsx'],
};

test('every rule has a file that breaks it', async () => {
  assert.deepEqual([...(await ruleNames())].sort(), Object.keys(BROKEN).sort());
});

test('every rule fires on the bad tree, and only where it is broken', async () => {
  const { modules, violations } = await readTree(join(import.meta.dirname, 'bad-tree'));
  assert.ok(modules > 0);
  const fired = Object.groupBy(violations, ({ rule }) => rule);
  assert.deepEqual(
    Object.fromEntries(Object.entries(fired).map(([rule, list]) => [rule, list?.map(({ from }) => from)])),
    BROKEN,
  );
});

test('the real tree was read and keeps the rules', async () => {
  const { modules, violations } = await readTree(ROOT);
  assert.ok(modules > 50, `${modules} modules were read`);
  assert.deepEqual(violations, []);
});
