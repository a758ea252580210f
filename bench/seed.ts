// Secrets in numbers, straight through core's own write path (sealed, signed, audited, durable), into the folder of a
// server that does not run.
import { join } from 'node:path';

import { systemClock } from '../server/src/base/clock.ts';
import { createCore, openSteadyClock } from '../server/src/core/index.ts';
import { openKeyring } from '../server/src/seals/open-keyring.ts';
import { SqliteFile } from '../server/src/stores/sqlite/open.ts';

/** Secrets of one space, and of one commit. */
export const PER_SPACE = 1000;

export function spaceOf(index: number): string {
  return `bench/s${Math.floor(index / PER_SPACE)}`;
}

export function nameOf(index: number): string {
  return `SECRET_${String(index).padStart(7, '0')}`;
}

export async function seed(folder: string, secrets: number): Promise<void> {
  const file = SqliteFile.open(join(folder, 'polyvault.db'));
  const { keyring } = await openKeyring(file, join(folder, 'root.key'), systemClock.now());
  const store = file.store();
  const clock = await openSteadyClock({ store, keyring }, systemClock);
  const { core, system, settle } = createCore({
    store,
    keyring,
    clock,
    settings: { personalSpaces: [], homes: [] },
  });
  for (let first = 0; first < secrets; first += PER_SPACE) {
    const length = Math.min(PER_SPACE, secrets - first);
    await core.createSecrets(
      system,
      { space: spaceOf(first) },
      Array.from({ length }, (_, offset) => ({
        name: nameOf(first + offset),
        fields: { value: `value-${first + offset}` },
      })),
    );
  }
  const fifty = Array.from({ length: 50 }, (_, index) => ({ name: nameOf(index), fields: { value: 'v' } }));
  await core.createSecrets(system, { space: 'fifty' }, fifty);
  await settle();
  await store.close();
  file.close();
}
