// The format is what the documents say: a second implementation, in Python and from the documents alone, reads a backup.
// Skipped where python3 has no `cryptography`; POLYVAULT_TEST_PYTHON names another interpreter.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { writeLines } from '../../server/src/backup/write-lines.ts';
import { SqliteSnapshot } from '../../server/src/stores/sqlite/snapshot.ts';
import { openCore } from '../support/core.ts';

const PYTHON = process.env['POLYVAULT_TEST_PYTHON'] ?? 'python3';

test('a Python script decrypts the inside of a backup with the key file', async (t) => {
  if (spawnSync(PYTHON, ['-c', 'import cryptography']).status !== 0) {
    t.skip('python3 with the package cryptography is not there');
    return;
  }
  const core = await openCore();
  try {
    const alice = await core.signIn('alice', { admin: true });
    for (const value of ['first', 'second', 'third ü']) {
      await core.core.putSecret(alice, { space: 'apps/shop', name: 'db' }, { fields: { value } });
    }
    const chunks: Uint8Array[] = [];
    const snapshot = SqliteSnapshot.open(core.databasePath);
    for await (const chunk of writeLines(snapshot, core.keyring, { createdAt: 'now', server: 'test' }))
      chunks.push(chunk);
    snapshot.close();
    const script = join(import.meta.dirname, 'decrypt-backup.py');
    const keyFile = join(dirname(core.databasePath), 'root.key');
    const { stdout, stderr, status } = spawnSync(PYTHON, [script, keyFile], { input: Buffer.concat(chunks) });
    assert.equal(status, 0, String(stderr));
    const found = String(stdout).trim().split('\n');
    assert.deepEqual(
      found.map((line) => JSON.parse(line) as unknown),
      ['first', 'second', 'third ü'].map((value, index) => ({
        space: 'apps/shop',
        name: 'db',
        version: index + 1,
        fields: { value },
      })),
    );
  } finally {
    await core.close();
  }
});
