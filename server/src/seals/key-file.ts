// The key file seal: 32 random bytes in a file of one line that only its owner may read. It opens the store
// without anybody being there, so the file has to be kept as safe as the store is meant to be.
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { AppError } from '../base/errors.ts';
import { newSlotKey } from '../crypto/index.ts';

const PREFIX = 'polyvault-key-1:';

export function keyFileExists(path: string): boolean {
  return existsSync(path);
}

/** Makes a new key file, 0400, on disk when it returns. Never replaces one. */
export function createKeyFile(path: string): Uint8Array {
  const key = newSlotKey();
  const file = openSync(path, 'wx', 0o400);
  try {
    writeSync(file, `${PREFIX}${Buffer.from(key).toString('base64')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(path, 0o400);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return key;
}

/** The key. Throws `unavailable` that says what to do when the file is missing, open to others or damaged. */
export function readKeyFile(path: string): Uint8Array {
  let mode: number;
  let text: string;
  try {
    ({ mode } = statSync(path));
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `The key file ${path} cannot be read. Put back the key file of this store.`,
      {
        cause,
      },
    );
  }
  if ((mode & 0o077) !== 0) {
    throw new AppError(
      'unavailable',
      `The key file ${path} can be read by others (mode ${(mode & 0o777).toString(8)}). Run: chmod 400 ${path}`,
    );
  }
  const key = text.startsWith(PREFIX) ? Buffer.from(text.slice(PREFIX.length).trim(), 'base64') : null;
  if (key?.length !== 32) {
    throw new AppError(
      'unavailable',
      `The file ${path} is not a whole Polyvault key file. Put back an intact copy.`,
    );
  }
  return key;
}
