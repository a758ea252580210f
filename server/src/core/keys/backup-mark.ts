// Until when backups are kept that may hold keys which are in the store now: a signed number that only grows. Whoever makes
// a backup raises it before the backup counts as made; what is destroyed later can be read from a backup until then.
import type { Ports } from '../ports/deps.ts';
import { StaleChange } from '../ports/store.ts';
import { checkRow, signNew, signNext } from './signed-rows.ts';

const NAME = 'backups-kept-until';
/** The mark of a backup that is kept for ever. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;

type Parts = Pick<Ports, 'store' | 'keyring' | 'clock'>;

/** Milliseconds since the epoch, `never` where one is kept for ever, or null where none was ever made. */
export async function backupsKeptUntil({ store, keyring }: Parts): Promise<number | 'never' | null> {
  const row = await store.find('marks', { name: NAME });
  if (row === undefined) return null;
  const { value } = checkRow(keyring, 'marks', row);
  return value === FOR_EVER ? 'never' : value;
}

/** Raises the mark to the expiry of a backup; one that is higher stays. */
export async function keepBackupUntil(parts: Parts, until: number | 'never'): Promise<void> {
  const { store, keyring, clock } = parts;
  const value = until === 'never' ? FOR_EVER : until;
  for (;;) {
    const found = await store.find('marks', { name: NAME });
    const before = found === undefined ? undefined : checkRow(keyring, 'marks', found);
    if (before !== undefined && before.value >= value) return;
    const columns = { name: NAME, value, updated_at: clock.now() };
    const row =
      before === undefined ? signNew(keyring, 'marks', columns) : signNext(keyring, 'marks', before, columns);
    try {
      await store.commit([{ op: before === undefined ? 'insert' : 'update', table: 'marks', row }], []);
      return;
    } catch (error) {
      // Another node has raised it at the same moment; look again.
      if (!(error instanceof StaleChange)) throw error;
    }
  }
}
