// The judgement of a restored store before it gets its name: its keys open, its manifest is signed by them, its tables
// are byte for byte those of the backup, every row keeps its MAC and every version opens.
import { rmSync } from 'node:fs';

import { AppError } from '../base/errors.ts';
import { systemClock } from '../base/clock.ts';
import { visitRow } from '../core/index.ts';
import { PRIMARY_KEYS } from '../core/ports/index.ts';
import type { TableName } from '../core/ports/index.ts';
import { RunningDigest } from '../crypto/index.ts';
import type { Keyring } from '../crypto/index.ts';
import { openKeyring } from '../seals/open-keyring.ts';
import { SqliteFile } from '../stores/sqlite/open.ts';
import { SqliteSnapshot } from '../stores/sqlite/snapshot.ts';
import { formatLine, formatRow, manifestName } from './lines.ts';
import type { ReadBackup } from './read-lines.ts';

const STEP_ROWS = 500;

export interface CheckedStore {
  /** Rows whose MAC was checked. */
  readonly rows: number;
  /** Versions of secrets among them; each was decrypted unless it is destroyed. */
  readonly versions: number;
  readonly keyFingerprint: string;
}

/** `integrity-failed` or `unavailable` that says what is wrong. The file is brought to this version's schema. */
export async function checkStore(path: string, keyFile: string, backup: ReadBackup): Promise<CheckedStore> {
  compareTables(path, backup);
  const file = SqliteFile.open(path);
  try {
    const { keyring, fingerprint } = await openKeyring(file, keyFile, systemClock.now());
    checkSignature(keyring, backup);
    const store = file.store();
    try {
      let rows = 0;
      let versions = 0;
      for (const table of Object.keys(PRIMARY_KEYS) as TableName[]) {
        for (let after: (string | number)[] | null = null; ;) {
          const found = await store.scan(table, { after, limit: STEP_ROWS });
          for (const row of found) {
            const problem = await visitRow({ store, keyring }, table, row);
            if (problem !== null) {
              throw new AppError(
                'integrity-failed',
                `A row of ${table} in the backup does not verify (${problem}).`,
              );
            }
          }
          rows += found.length;
          if (table === 'versions') versions += found.length;
          const last = found.at(-1) as Readonly<Record<string, string | number>> | undefined;
          if (last === undefined || found.length < STEP_ROWS) break;
          after = PRIMARY_KEYS[table].map((column) => last[column] ?? '');
        }
      }
      return { rows, versions, keyFingerprint: fingerprint };
    } finally {
      await store.close();
    }
  } finally {
    file.close();
    // The copy that a migration of the draft made.
    rmSync(`${path}.before-schema-${backup.manifest.schema + 1}`, { force: true });
  }
}

/** `integrity-failed` when nobody with the keys of this store made the manifest. */
export function checkSignature(keyring: Keyring, { manifest, note }: ReadBackup): void {
  const name = manifestName(manifest.instance);
  if (keyring.instanceId === manifest.instance && keyring.openAuditNote(name, note) !== null) return;
  throw new AppError(
    'integrity-failed',
    'The manifest is not signed by the keys of this store: somebody else made or changed the backup.',
  );
}

function compareTables(path: string, { manifest }: ReadBackup): void {
  const snapshot = SqliteSnapshot.open(path);
  try {
    let index = 0;
    for (const { name, columns, rows } of snapshot.tables()) {
      const digest = new RunningDigest();
      digest.add(formatLine({ table: name, columns }));
      for (const values of rows as Iterable<readonly (string | number | null | Uint8Array)[]>)
        digest.add(formatRow(values));
      const stated = manifest.tables[index];
      if (stated?.name !== name || stated.sha256 !== digest.hex()) {
        throw new AppError('integrity-failed', `The restored table ${name} is not the one of the backup.`);
      }
      index += 1;
    }
    if (index !== manifest.tables.length) {
      throw new AppError('integrity-failed', 'The restored store has not all tables of the backup.');
    }
  } finally {
    snapshot.close();
  }
}
