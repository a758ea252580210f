// Core on a real SQLite file, without a listener, for tests that call operations directly.
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '../../server/src/base/clock.ts';
import type { Clock } from '../../server/src/base/clock.ts';
import { AppError, createCore, openSteadyClock, parseSpaceTemplate } from '../../server/src/core/index.ts';
import type { Caller, Core, Origin, Rotation, Scrubber } from '../../server/src/core/index.ts';
import type { Store } from '../../server/src/core/ports/index.ts';
import type { Keyring } from '../../server/src/crypto/index.ts';
import { openKeyring, startSecrets } from '../../server/src/seals/open-keyring.ts';
import { OpenSealDesk } from '../../server/src/seals/seal-desk.ts';
import { SqliteFile } from '../../server/src/stores/sqlite/open.ts';

export interface TestCore {
  readonly core: Core;
  readonly system: Caller;
  readonly store: Store;
  readonly keyring: Keyring;
  readonly scrubber: Scrubber;
  readonly rotation: Rotation;
  readonly databasePath: string;
  /** Changes the database behind the server's back. */
  tamper(sql: string, ...values: (string | number | Uint8Array | null)[]): number;
  /** Signs a user in; he is created when he is missing. */
  signIn(username: string, options?: { readonly admin?: boolean }): Promise<Caller>;
  /** Writes what is written in batches. */
  settle(): Promise<void>;
  /** As after a restart: everything in memory is gone. The old core is closed; closing it again closes both. */
  reopen(): Promise<TestCore>;
  close(): Promise<void>;
}

export const TEST_ORIGIN: Origin = { requestId: 'test', dialect: 'native', address: '127.0.0.1' };
export const TEST_PASSWORD = 'a password for tests';

export async function openCore(clock: Clock = systemClock): Promise<TestCore> {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-core-'));
  const file = SqliteFile.open(join(folder, 'polyvault.db'));
  return openOn(folder, file, clock);
}

async function openOn(folder: string, file: SqliteFile, wall: Clock): Promise<TestCore> {
  const databasePath = join(folder, 'polyvault.db');
  const keyFile = join(folder, 'root.key');
  const { keyring, rootKey } = await openKeyring(file, keyFile, wall.now());
  const store = file.store();
  const settings = {
    personalSpaces: [parseSpaceTemplate('coder/{user_id}')],
    homes: [parseSpaceTemplate('olares/{username}')],
  };
  const clock = await openSteadyClock({ store, keyring }, wall);
  const seal = new OpenSealDesk({
    store: file,
    keyring,
    rootKey,
    now: () => clock.now(),
    own: () => startSecrets({ keyFile, key: null }),
    seal: () => undefined,
  });
  const { core, system, scrubber, rotation, settle } = createCore({ store, keyring, clock, settings, seal });
  let next: TestCore | null = null;
  return {
    core,
    system,
    store,
    keyring,
    scrubber,
    rotation,
    databasePath,
    tamper(sql, ...values) {
      const db = new DatabaseSync(databasePath, { timeout: 5000 });
      try {
        return Number(db.prepare(sql).run(...values).changes);
      } finally {
        db.close();
      }
    },
    async signIn(username, options = {}) {
      try {
        await core.createUser(system, { username, password: TEST_PASSWORD, ...options });
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'conflict')) throw error;
      }
      const { token } = await core.login(TEST_ORIGIN, { identifier: { username }, password: TEST_PASSWORD });
      return core.authenticate(TEST_ORIGIN, token.reveal());
    },
    settle,
    async reopen() {
      await settle();
      await store.close();
      next = await openOn(folder, file, wall);
      return next;
    },
    async close() {
      if (next !== null) return next.close();
      // What a test has broken is no reason to leave the store open.
      await settle().catch(() => undefined);
      await store.close();
      file.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
