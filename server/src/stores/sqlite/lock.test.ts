// The lock that keeps a second server off: held against everybody, freed by the end of the process, whatever end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { AppError } from '../../base/errors.ts';
import { lockDatabase } from './lock.ts';

function temporaryPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-lock-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'a.db');
}

function saysWhoHasIt(path: string) {
  return (error: unknown) =>
    error instanceof AppError &&
    error.code === 'unavailable' &&
    error.message.startsWith(`Another Polyvault server uses ${path}.`);
}

test('a second lock in the same process is refused until the first is let go', (t) => {
  const path = temporaryPath(t);
  const unlock = lockDatabase(path);
  assert.throws(() => lockDatabase(path), saysWhoHasIt(path));
  assert.throws(() => lockDatabase(path), saysWhoHasIt(path), 'a refusal frees nothing');
  unlock();
  lockDatabase(path)();
});

test('another process is refused, and kill -9 frees the lock', async (t) => {
  const path = temporaryPath(t);
  const module = new URL('./lock.ts', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { lockDatabase } from ${JSON.stringify(module)};
       const unlock = lockDatabase(${JSON.stringify(path)});
       process.stdout.write('locked');
       process.stdin.on('end', unlock).resume();`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  t.after(() => child.kill('SIGKILL'));
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  assert.equal(first.toString(), 'locked');
  assert.throws(() => lockDatabase(path), saysWhoHasIt(path));
  child.kill('SIGKILL');
  await once(child, 'close');
  lockDatabase(path)();
});

test('a lock file that cannot be made is a fault of its own, not another server', (t) => {
  const path = join(temporaryPath(t), 'no', 'such', 'folder.db');
  assert.throws(
    () => lockDatabase(path),
    (error) =>
      error instanceof AppError &&
      error.message === `The database ${path}.lock cannot be opened: unable to open database file.`,
  );
});
