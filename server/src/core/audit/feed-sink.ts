// Feeds an outside sink from the stored log, behind the events and never in their way: the log itself is the queue. The
// place that was reached is kept, so that a restart goes on there; an event may come twice, none is left out in silence.
import type { Caller } from '../caller.ts';
import { checkRow, signNew, signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { AuditSink, Ports } from '../ports/deps.ts';

const INTERVAL_MS = 1000;
const BATCH = 200;
/** A sink that is further behind misses events, which is counted and written into the log. */
const MAX_BEHIND = 100_000;

export interface SinkReport {
  readonly failed: (sink: string, error: unknown) => void;
  readonly healed: (sink: string) => void;
}

/** Stops after what is under way; what is not sent then is sent after the next start. */
export function feedSink(
  ports: Ports,
  system: Caller,
  sink: AuditSink,
  report: SinkReport,
  { intervalMs = INTERVAL_MS, maxBehind = MAX_BEHIND } = {},
): { stop(): Promise<void> } {
  let stopped = false;
  let well = true;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    try {
      while (!stopped && (await sendSome(ports, system, sink, maxBehind)));
      if (!well) report.healed(sink.name);
      well = true;
    } catch (error) {
      if (well) report.failed(sink.name, error);
      well = false;
    }
  };
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      underWay = round().then(next);
    }, intervalMs).unref();
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      // Also ends what waits for an answer.
      sink.close();
      await underWay;
    },
  };
}

/** True when there may be more. */
async function sendSome(ports: Ports, system: Caller, sink: AuditSink, maxBehind: number): Promise<boolean> {
  const { lane, size } = await ports.store.auditTree();
  const kept = await placeOf(ports, sink, lane);
  // A sink that is new starts with what happens from now on; so does one that was ahead of a restored database.
  const place = kept === null || kept > size ? size : kept;
  if (place !== kept) await keepPlace(ports, sink, lane, place);
  const after = Math.max(place, size - maxBehind);
  const records = await ports.store.auditRecords(lane, { after, upTo: size, limit: BATCH });
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return false;
  // Too far behind, or cut off before they were sent.
  const missed = first.seq - 1 - place;
  if (missed > 0) {
    await recordMissed(ports, system, sink, missed);
    await keepPlace(ports, sink, lane, first.seq - 1);
  }
  await sink.send(records);
  await keepPlace(ports, sink, lane, last.seq);
  return records.length === BATCH;
}

async function recordMissed(ports: Ports, system: Caller, sink: AuditSink, count: number): Promise<void> {
  await operate(ports, system, {
    name: 'audit.sink-missed',
    requires: { on: 'nothing' },
    run: async () => ({ result: undefined, objects: [{ kind: 'audit', name: sink.name, count }] }),
  });
}

/** Each lane has its own place; that of a single node is named as it was before there were several. */
const markOf = (sink: AuditSink, lane: string): string =>
  lane === 'main' ? `audit-sink:${sink.name}` : `audit-sink:${sink.name}@${lane}`;

async function placeOf({ store, keyring }: Ports, sink: AuditSink, lane: string): Promise<number | null> {
  const row = await store.find('marks', { name: markOf(sink, lane) });
  return row === undefined ? null : checkRow(keyring, 'marks', row).value;
}

async function keepPlace(
  { store, keyring, clock }: Ports,
  sink: AuditSink,
  lane: string,
  value: number,
): Promise<void> {
  const row = await store.find('marks', { name: markOf(sink, lane) });
  const updated_at = clock.now();
  if (row === undefined) {
    const fresh = signNew(keyring, 'marks', { name: markOf(sink, lane), value, updated_at });
    await store.commit([{ op: 'insert', table: 'marks', row: fresh }], []);
  } else {
    const next = signNext(keyring, 'marks', row, { value, updated_at });
    await store.commit([{ op: 'update', table: 'marks', row: next }], []);
  }
}
