// Refusals of nobody above a rate: counted, and written as one event for each network and second, so that whoever has no
// credential cannot fill the disk (threat T12). The first ones of a second stay single; none goes unwritten.
import { networkAround, parseIpAddress } from '../../base/ip-network.ts';
import type { Ports } from '../ports/deps.ts';
import type { AuditDraft } from './event.ts';

/** Single events that a network has in a second, and that all of them have together. */
const SINGLE_EACH = 10;
const SINGLE_ALL = 100;
/** Networks that are counted apart in a second; what comes from further ones is counted together. */
const MAX_COUNTS = 100;
const WINDOW_MS = 1000;
/** Who holds an IPv6 network has all of its addresses. */
const NETWORK = { 4: 32, 6: 64 } as const;

/** Why a request of nobody is refused without a guess at a password: these come cheap to whoever sends them. */
const CHEAP_REASONS: ReadonlySet<string> = new Set(['missing', 'malformed', 'unknown']);

interface Counted {
  /** The first one that was not written by itself. */
  readonly draft: AuditDraft;
  repeated: number;
}

interface Window {
  readonly singles: Map<string, number>;
  all: number;
  readonly counts: Map<string, Counted>;
  timer: NodeJS.Timeout | null;
}

const windows = new WeakMap<Ports['store'], Window>();

/** True when this refusal is counted now and written later, together with others. */
export function absorbNoise(ports: Ports, draft: AuditDraft): boolean {
  if (draft.actor.kind !== 'anonymous' || !isCheap(draft)) return false;
  const window = windowOf(ports);
  startTimer(ports, window);
  const network = networkOf(draft.address);
  const singles = window.singles.get(network) ?? 0;
  if (singles < SINGLE_EACH && window.all < SINGLE_ALL) {
    window.singles.set(network, singles + 1);
    window.all += 1;
    return false;
  }
  const key = JSON.stringify([network, draft.operation, draft.dialect, draft.reason]);
  const known = window.counts.get(key);
  if (known !== undefined) known.repeated += 1;
  else if (window.counts.size < MAX_COUNTS) window.counts.set(key, { draft, repeated: 1 });
  else countElsewhere(window, draft);
  return true;
}

/** Writes what was counted; also before the store is closed. What cannot be written stays counted. */
export async function writeNoise(ports: Ports): Promise<void> {
  const window = windowOf(ports);
  if (window.timer !== null) clearTimeout(window.timer);
  window.timer = null;
  window.singles.clear();
  window.all = 0;
  const counts = [...window.counts];
  if (counts.length === 0) return;
  window.counts.clear();
  try {
    await ports.store.commit(
      [],
      counts.map(([, { draft, repeated }]) => ({ ...draft, repeated })),
    );
  } catch (error) {
    for (const [key, counted] of counts) {
      const newer = window.counts.get(key);
      window.counts.set(key, { ...counted, repeated: counted.repeated + (newer?.repeated ?? 0) });
    }
    startTimer(ports, window);
    throw error;
  }
}

function isCheap({ outcome, code, reason }: AuditDraft): boolean {
  if (outcome === 'ok') return false;
  return code === 'rate-limited' || (code === 'unauthenticated' && CHEAP_REASONS.has(reason ?? ''));
}

/** One count for all that has no place of its own: the address says so by being empty. */
function countElsewhere(window: Window, draft: AuditDraft): void {
  const known = window.counts.get('');
  if (known !== undefined) known.repeated += 1;
  else {
    window.counts.set('', { draft: { ...draft, address: '' }, repeated: 1 });
  }
}

function networkOf(address: string): string {
  const parsed = parseIpAddress(address);
  return parsed === null ? address : networkAround(parsed, NETWORK);
}

function startTimer(ports: Ports, window: Window): void {
  window.timer ??= setTimeout(() => {
    window.timer = null;
    writeNoise(ports).catch(() => undefined);
  }, WINDOW_MS).unref();
}

function windowOf({ store }: Ports): Window {
  let window = windows.get(store);
  if (window === undefined) {
    window = { singles: new Map(), all: 0, counts: new Map(), timer: null };
    windows.set(store, window);
  }
  return window;
}
