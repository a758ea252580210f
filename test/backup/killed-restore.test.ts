// kill -9 at random moments of a restore: there is the whole store or none, never a half one that is served, and the
// next restore goes through.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { writeFileSync } from 'node:fs';

import { makeBackup } from '../../server/src/backup/make-backup.ts';
import { restoreBackup } from '../../server/src/backup/restore.ts';
import { SqliteFile } from '../../server/src/stores/sqlite/open.ts';
import { openCore } from '../support/core.ts';

const KILLS = Number(process.env['POLYVAULT_TEST_KILLS'] ?? 3);
const SECRETS = 400;
const PROGRAM = join(import.meta.dirname, '../../server/src/recover.ts');

test(`${KILLS} restores killed at random moments`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-killed-'));
  const core = await openCore();
  try {
    const alice = await core.signIn('alice', { admin: true });
    const inputs = Array.from({ length: SECRETS }, (_, index) => ({
      name: `secret-${index}`,
      fields: { value: `value ${index}` },
    }));
    await core.core.createSecrets(alice, { space: 'apps/shop' }, inputs);
    const keyFile = join(dirname(core.databasePath), 'root.key');
    const identity = await generateX25519Identity();
    const backup = join(folder, 'good.age');
    await makeBackup(
      { databasePath: core.databasePath, keyFile, keyring: core.keyring },
      { recipients: [await identityToRecipient(identity)] },
      backup,
      { createdAt: new Date().toISOString(), server: 'test' },
    );
    writeFileSync(join(folder, 'identity'), identity, { mode: 0o600 });
    const seen = { none: 0, half: 0, whole: 0 };
    const target = join(folder, 'target');
    const path = join(target, 'polyvault.db');
    const args = [
      PROGRAM,
      'restore',
      backup,
      '--identity-file',
      join(folder, 'identity'),
      '--data-dir',
      target,
    ];
    const fresh = (): void => {
      rmSync(target, { recursive: true, force: true });
      cpSync(keyFile, join(target, 'root.key'));
    };
    /** Ends the process when the draft has been there for this part of the time that a whole restore takes. */
    const run = async (killAfter: number | null): Promise<number> => {
      fresh();
      const child = spawn(process.execPath, args, { stdio: 'ignore' });
      const ended = once(child, 'exit');
      while (child.exitCode === null && !existsSync(`${path}.restoring`)) await pause(1);
      const begun = performance.now();
      if (killAfter !== null) {
        await pause(killAfter);
        child.kill('SIGKILL');
      }
      await ended;
      return performance.now() - begun;
    };
    const whole = await run(null);
    assert.ok(existsSync(path));
    for (let kill = 0; kill < KILLS; kill += 1) {
      await run(Math.random() * whole * 1.2);
      if (existsSync(path)) {
        seen.whole += 1;
        const file = SqliteFile.open(path);
        const store = file.store();
        assert.equal(await store.countRows('secrets'), SECRETS);
        await store.close();
        file.close();
        continue;
      }
      if (existsSync(`${path}.restoring`)) {
        seen.half += 1;
        assert.throws(() => SqliteFile.open(path), /was cut off/);
      } else seen.none += 1;
      await restoreBackup(backup, { identities: [identity] }, { path, keyFile });
    }
    console.log(`killed restores: ${JSON.stringify(seen)}`);
    assert.ok(seen.half > 0, 'no kill hit a restore that was under way');
  } finally {
    await core.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
