// The key file: made once with the tightest mode, read only when it is whole and its owner's alone.
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { AppError } from '../base/errors.ts';
import { createKeyFile, keyFileExists, readKeyFile } from './key-file.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-key-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function refused(path: string, message: RegExp): void {
  assert.throws(
    () => readKeyFile(path),
    (error) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, 'unavailable');
      assert.match(error.message, message);
      assert.ok(error.message.includes(path));
      return true;
    },
  );
}

test('a new key file is 0400, one line, and gives its key back', (t) => {
  const path = join(temporaryFolder(t), 'root.key');
  const before = process.umask(0);
  t.after(() => process.umask(before));
  assert.ok(!keyFileExists(path));
  const key = createKeyFile(path);
  assert.ok(keyFileExists(path));
  assert.equal(key.length, 32);
  assert.equal(statSync(path).mode & 0o777, 0o400);
  assert.equal(readFileSync(path, 'utf8'), `polyvault-key-1:${Buffer.from(key).toString('base64')}\n`);
  assert.deepEqual([...readKeyFile(path)], [...key]);
  const other = createKeyFile(`${path}.other`);
  assert.notDeepEqual([...other], [...key]);
});

test('a file that is there is never replaced', (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'root.key');
  const key = createKeyFile(path);
  assert.throws(() => createKeyFile(path), /EEXIST/);
  const link = join(folder, 'link.key');
  symlinkSync(join(folder, 'elsewhere'), link);
  assert.throws(() => createKeyFile(link), /EEXIST/, 'nor is a link followed that leads nowhere');
  assert.deepEqual([...readKeyFile(path)], [...key]);
});

test('every mode that lets others in is refused with what to run', (t) => {
  const path = join(temporaryFolder(t), 'root.key');
  createKeyFile(path);
  for (let mode = 0o001; mode <= 0o077; mode += 1) {
    chmodSync(path, 0o400 | mode);
    refused(path, new RegExp(`\\(mode ${(0o400 | mode).toString(8)}\\)\\. Run: chmod 400 `));
  }
  for (const mode of [0o400, 0o600]) {
    chmodSync(path, mode);
    assert.equal(readKeyFile(path).length, 32);
  }
});

test('a file that is missing, a folder, cut off, too long or of another kind is named', (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'root.key');
  refused(path, /cannot be read\. Put back the key file/);
  mkdirSync(path);
  refused(path, /cannot be read/);
  rmSync(path, { recursive: true });
  createKeyFile(path);
  const whole = readFileSync(path, 'utf8');
  const other = [
    '',
    'polyvault-key-1:',
    whole.slice(0, -8),
    whole.slice(0, 40),
    whole.slice(1),
    whole.replace('key-1', 'key-2'),
    `polyvault-key-1:${Buffer.alloc(31).toString('base64')}\n`,
    `polyvault-key-1:${Buffer.alloc(33).toString('base64')}\n`,
    whole.split(':')[1] ?? '',
  ];
  for (const text of other) {
    rmSync(path);
    writeFileSync(path, text, { mode: 0o400 });
    refused(path, /is not a whole Polyvault key file/);
  }
});
