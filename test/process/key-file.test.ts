// The key file of a store: a wrong, missing or open one is named at start, and nothing is served or replaced.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { slotKeyFingerprint } from '../../server/src/crypto/index.ts';
import { createKeyFile } from '../../server/src/seals/key-file.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const fingerprintOf = (stdout: string) => /\(key ([0-9a-f]{16})\)/.exec(stdout)?.[1] ?? 'none';

test('a store starts with its own key file and with no other', async (t) => {
  const folder = temporaryFolder(t);
  const keyFile = join(folder, '.polyvault', 'root.key');
  const kept = join(folder, 'kept.key');
  const first = new ServerProcess(t, folder);
  await first.listening();
  const own = fingerprintOf((await first.end('SIGTERM')).stdout);
  renameSync(keyFile, kept);
  const key = readFileSync(kept, 'utf8').trim().split(':')[1] ?? '';

  const refused = async (message: RegExp) => {
    const { code, stdout, stderr } = await new ServerProcess(t, folder).ended();
    assert.equal(code, 1);
    assert.equal(stdout, '', 'nothing is served');
    assert.match(stderr, message);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.ok(key.length > 40 && !stderr.includes(key));
  };

  await t.test('a wrong one: both keys are named', async () => {
    const foreign = slotKeyFingerprint(createKeyFile(keyFile));
    await refused(
      new RegExp(`key file ${keyFile} holds key ${foreign}, but this store is sealed with key ${own}\\.`),
    );
  });
  await t.test('a missing one: none is made', async () => {
    rmSync(keyFile);
    await refused(new RegExp(`key file ${keyFile} cannot be read\\. Put back the key file`));
    assert.ok(!existsSync(keyFile));
  });
  await t.test('one that others can read: what to run', async () => {
    copyFileSync(kept, keyFile);
    chmodSync(keyFile, 0o440);
    await refused(new RegExp(`can be read by others \\(mode 440\\)\\. Run: chmod 400 ${keyFile}`));
  });
  await t.test('its own one again, wherever it is kept', async () => {
    chmodSync(keyFile, 0o400);
    renameSync(keyFile, kept);
    const server = new ServerProcess(t, folder, { env: { POLYVAULT_KEY_FILE: 'kept.key' } });
    await server.listening();
    const { code, stdout } = await server.end('SIGTERM');
    assert.equal(fingerprintOf(stdout), own);
    assert.equal(code, 0);
  });
});
