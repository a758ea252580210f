// The store contract on real SQLite files, and how many transactions their write-ahead logs hold.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SqliteFile } from '../../server/src/stores/sqlite/open.ts';
import { storeContract } from './contract.ts';
import type { OpenedStore } from './opened-store.ts';

const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;

/** Frames that end a transaction: those that say how large the database is behind them (SQLite file format 4.1). */
function transactionsIn(wal: Buffer): number {
  if (wal.length === 0) return 0;
  const frameBytes = FRAME_HEADER_BYTES + wal.readUInt32BE(8);
  const salts = wal.subarray(16, 24);
  let count = 0;
  for (let at = WAL_HEADER_BYTES; at + frameBytes <= wal.length; at += frameBytes) {
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break;
    if (wal.readUInt32BE(at + 4) !== 0) count += 1;
  }
  return count;
}

async function open(): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-store-'));
  const path = join(folder, 'polyvault.db');
  let file = SqliteFile.open(path);
  let store = file.store();
  const close = async () => {
    await store.close();
    file.close();
  };
  return {
    store,
    transactions: async () => transactionsIn(readFileSync(`${path}-wal`)),
    async reopen() {
      await close();
      file = SqliteFile.open(path);
      store = file.store();
      return store;
    },
    async remove() {
      await close();
      rmSync(folder, { recursive: true });
    },
  };
}

storeContract('SQLite', open);
