// When a token was last used: written in batches beside the way of requests, at most once a minute for a token. It is
// no part of a decision, so it is not covered by the row MAC, and losing the last second of it does no harm.
import { saveClockMark } from '../keys/clock-mark.ts';
import type { Ports } from '../ports/deps.ts';
import type { TokenRow } from '../ports/tables.ts';

const AT_MOST_EVERY_MS = 60_000;
const FLUSH_AFTER_MS = 1000;

interface Pending {
  readonly uses: Map<string, number>;
  timer: NodeJS.Timeout | null;
}

const pendings = new WeakMap<Ports['store'], Pending>();

/** Remembers that a token was used now, to be written soon. Never fails, never waits. */
export function noteTokenUse(ports: Ports, row: TokenRow): void {
  const now = ports.clock.now();
  if (row.last_used_at !== null && now - row.last_used_at < AT_MOST_EVERY_MS) return;
  const pending = pendingOf(ports);
  if (pending.uses.has(row.id)) return;
  pending.uses.set(row.id, now);
  pending.timer ??= setTimeout(() => {
    // What could not be written now is noted again with the token's next use.
    writeTokenUses(ports).catch(() => undefined);
  }, FLUSH_AFTER_MS).unref();
}

/** Writes what was noted; also before the store is closed. */
export async function writeTokenUses(ports: Ports): Promise<void> {
  const pending = pendingOf(ports);
  if (pending.timer !== null) clearTimeout(pending.timer);
  pending.timer = null;
  const uses = [...pending.uses].map(([id, at]) => ({ id, at }));
  pending.uses.clear();
  if (uses.length > 0) await ports.store.noteTokenUses(uses);
  await saveClockMark(ports);
}

function pendingOf({ store }: Ports): Pending {
  let pending = pendings.get(store);
  if (pending === undefined) {
    pending = { uses: new Map(), timer: null };
    pendings.set(store, pending);
  }
  return pending;
}
