// From a backup file to a store that was checked, or to nothing at all.
import { createReadStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';

import { AppError } from '../base/errors.ts';
import { decryptAge } from '../crypto/index.ts';
import type { AgeKey } from '../crypto/index.ts';
import { RestoreTarget } from '../stores/sqlite/restore-target.ts';
import { checkStore } from './check-store.ts';
import type { CheckedStore } from './check-store.ts';
import type { Manifest } from './lines.ts';
import { readLines } from './read-lines.ts';

export interface Restored extends CheckedStore {
  readonly manifest: Manifest;
}

/** Reads all of a backup and writes nothing: what it holds, with counts and digests that fit. */
export async function previewBackup(file: string, key: AgeKey): Promise<Manifest> {
  const { manifest } = await readLines(decryptAge(bytesOf(file), key), {
    header: () => undefined,
    table: () => () => undefined,
  });
  return manifest;
}

/** Fills the database `path`, which must not exist. Whatever fails, there is no database afterwards. */
export async function restoreBackup(
  file: string,
  key: AgeKey,
  target: { readonly path: string; readonly keyFile: string },
): Promise<Restored> {
  const filling = RestoreTarget.begin(target.path);
  try {
    const backup = await readLines(decryptAge(bytesOf(file), key), {
      header: ({ schema }) => filling.create(schema),
      table: (name, columns) => filling.inserter(name, columns),
    });
    filling.filled();
    const checked = await checkStore(filling.draft, target.keyFile, backup);
    filling.finish();
    return { ...checked, manifest: backup.manifest };
  } catch (error) {
    filling.abandon();
    throw error;
  }
}

function bytesOf(file: string): ReadableStream<Uint8Array> {
  if (!existsSync(file)) throw new AppError('not-found', `There is no file ${file}.`);
  return Readable.toWeb(createReadStream(file, { highWaterMark: 256 * 1024 })) as ReadableStream<Uint8Array>;
}
