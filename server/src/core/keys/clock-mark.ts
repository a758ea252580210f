// The highest time that this store has seen, kept in a signed row: a clock that is set back while the server is down
// gives no expired token its life back (threat T21).
import { SteadyClock } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Ports } from '../ports/deps.ts';
import { StaleChange } from '../ports/store.ts';
import { checkRow, signNew, signNext } from './signed-rows.ts';

const NAME = 'clock';
const SAVE_EVERY_MS = 60_000;

/** The clock for a core on this store. `integrity-failed` when the mark was changed by hand. */
export async function openSteadyClock(
  { store, keyring }: Pick<Ports, 'store' | 'keyring'>,
  wall: Clock,
): Promise<SteadyClock> {
  const row = await store.find('marks', { name: NAME });
  return new SteadyClock(wall, row === undefined ? 0 : checkRow(keyring, 'marks', row).value);
}

/** Keeps the time now as the mark, unless the one that is kept is not a minute old. */
export async function saveClockMark({ store, keyring, clock }: Ports): Promise<void> {
  const now = clock.now();
  const found = await store.find('marks', { name: NAME });
  const before = found === undefined ? undefined : checkRow(keyring, 'marks', found);
  if (before !== undefined && now - before.value < SAVE_EVERY_MS) return;
  const row =
    before === undefined
      ? signNew(keyring, 'marks', { name: NAME, value: now, updated_at: now })
      : signNext(keyring, 'marks', before, { value: now, updated_at: now });
  try {
    await store.commit([{ op: before === undefined ? 'insert' : 'update', table: 'marks', row }], []);
  } catch (error) {
    // Another node has kept a mark at the same moment.
    if (!(error instanceof StaleChange)) throw error;
  }
}
