// How long a verified backup and a restore of many secrets take, as ratios to copying the raw file in the same run, and
// whether every value came back. `npm run bench:backup -- 100000`
import { copyFileSync, mkdtempSync, openSync, fsyncSync, closeSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { generateX25519Identity, identityToRecipient } from 'age-encryption';

import { makeBackup } from '../server/src/backup/make-backup.ts';
import { restoreBackup } from '../server/src/backup/restore.ts';
import { createCore } from '../server/src/core/index.ts';
import type { Caller, Core } from '../server/src/core/index.ts';
import { systemClock } from '../server/src/base/clock.ts';
import { openKeyring } from '../server/src/seals/open-keyring.ts';
import { SqliteFile } from '../server/src/stores/sqlite/open.ts';
import { openCore, TEST_ORIGIN, TEST_PASSWORD } from '../test/support/core.ts';

const SECRETS = Number(process.argv[2] ?? 100_000);
const PER_SPACE = 1000;
const BATCH = 200;

const folder = mkdtempSync(join(tmpdir(), 'polyvault-bench-'));
const source = await openCore();
try {
  const alice = await source.signIn('alice', { admin: true });
  for (let index = 0; index < SECRETS; index += BATCH) {
    const inputs = Array.from({ length: Math.min(BATCH, SECRETS - index) }, (_, at) => ({
      name: `secret-${index + at}`,
      fields: { value: valueOf(index + at) },
    }));
    await source.core.createSecrets(alice, { space: spaceOf(index) }, inputs);
  }
  const keyFile = join(dirname(source.databasePath), 'root.key');
  const identity = await generateX25519Identity();
  const backup = join(folder, 'backup.age');
  const copying = time(() => {
    copyFileSync(source.databasePath, join(folder, 'raw.db'));
    const file = openSync(join(folder, 'raw.db'), 'r');
    fsyncSync(file);
    closeSync(file);
  });
  const raw = await copying;
  const lock = { recipients: [await identityToRecipient(identity)] };
  const about = { createdAt: new Date().toISOString(), server: 'bench' };
  const from = { databasePath: source.databasePath, keyFile, keyring: source.keyring };
  const made = await time(() => makeBackup(from, lock, backup, about));
  const path = join(folder, 'restored', 'polyvault.db');
  const restored = await time(() => restoreBackup(backup, { identities: [identity] }, { path, keyFile }));
  const equal = await compare(path, keyFile);
  const mib = (file: string): string => (statSync(file).size / 1024 / 1024).toFixed(1);
  console.log(`secrets            ${SECRETS}, all values equal: ${equal}`);
  console.log(`database, backup   ${mib(source.databasePath)} MiB, ${mib(backup)} MiB`);
  console.log(`copy of the file   ${raw.toFixed(2)} s`);
  console.log(`backup, verified   ${made.toFixed(2)} s, ${(made / raw).toFixed(1)} times the copy`);
  console.log(`restore, verified  ${restored.toFixed(2)} s, ${(restored / raw).toFixed(1)} times the copy`);
  console.log(`highest memory     ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
  if (!equal) process.exitCode = 1;
} finally {
  await source.close();
  rmSync(folder, { recursive: true, force: true });
}

async function compare(path: string, keyFile: string): Promise<boolean> {
  const file = SqliteFile.open(path);
  const { keyring } = await openKeyring(file, keyFile, Date.now());
  const store = file.store();
  const settings = { personalSpaces: [], homes: [] };
  const { core } = createCore({ store, keyring, clock: systemClock, settings });
  const alice = await signIn(core);
  let found = 0;
  for (let index = 0; index < SECRETS; index += PER_SPACE) {
    for (const { metadata, fields } of await core.readSecrets(alice, { space: spaceOf(index) })) {
      const number = Number(metadata.name.slice('secret-'.length));
      if (fields.get('value')?.reveal() === valueOf(number)) found += 1;
    }
  }
  await store.close();
  file.close();
  return found === SECRETS;
}

async function signIn(core: Core): Promise<Caller> {
  const identifier = { username: 'alice' };
  const { token } = await core.login(TEST_ORIGIN, { identifier, password: TEST_PASSWORD });
  return core.authenticate(TEST_ORIGIN, token.reveal());
}

function spaceOf(index: number): string {
  return `bench/s${Math.floor(index / PER_SPACE)}`;
}

function valueOf(index: number): string {
  return `the value of secret ${index} `.repeat(3);
}

/** In seconds. */
async function time(run: () => unknown): Promise<number> {
  const begun = performance.now();
  await run();
  return (performance.now() - begun) / 1000;
}
