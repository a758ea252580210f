// Makes a backup file of a store, served or not. It counts as made only after it was restored from the very file into a
// scratch store and checked there; until then it has another name.
import { createWriteStream, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';

import { AppError } from '../base/errors.ts';
import { encryptAge, withOwnKey } from '../crypto/index.ts';
import type { AgeLock, Keyring } from '../crypto/index.ts';
import { SqliteSnapshot } from '../stores/sqlite/snapshot.ts';
import { restoreBackup } from './restore.ts';
import type { Restored } from './restore.ts';
import { writeLines } from './write-lines.ts';

export interface BackupSource {
  readonly databasePath: string;
  readonly keyFile: string;
  readonly keyring: Keyring;
}

export interface MadeBackup extends Restored {
  readonly bytes: number;
}

/** `file` appears whole, 0600 and on disk, or not at all. */
export async function makeBackup(
  source: BackupSource,
  given: AgeLock,
  file: string,
  about: { readonly createdAt: string; readonly server: string },
): Promise<MadeBackup> {
  const { lock, key } = await withOwnKey(given);
  const draft = `${file}.part`;
  let scratch: string | null = null;
  try {
    await writeBackup(source, lock, draft, about);
    scratch = mkdtempSync(`${file}.check-`);
    const restored = await restoreBackup(draft, key, {
      path: join(scratch, 'polyvault.db'),
      keyFile: source.keyFile,
    });
    const { size } = statSync(draft);
    renameSync(draft, file);
    await syncFolder(dirname(file));
    return { ...restored, bytes: size };
  } finally {
    rmSync(draft, { force: true });
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
  }
}

async function writeBackup(
  source: BackupSource,
  lock: AgeLock,
  draft: string,
  about: { readonly createdAt: string; readonly server: string },
): Promise<void> {
  const snapshot = SqliteSnapshot.open(source.databasePath);
  try {
    rmSync(draft, { force: true });
    const lines = Readable.toWeb(
      Readable.from(writeLines(snapshot, source.keyring, about), { objectMode: false }),
    ) as ReadableStream<Uint8Array>;
    const file = createWriteStream(draft, { mode: 0o600, flags: 'wx', flush: true });
    await (await encryptAge(lines, lock)).pipeTo(Writable.toWeb(file) as WritableStream<Uint8Array>);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const reason = cause instanceof Error ? cause.message : 'unknown fault';
    throw new AppError('unavailable', `The backup ${draft} cannot be written: ${reason}.`, { cause });
  } finally {
    snapshot.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
