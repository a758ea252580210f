// The log for those who verify it: exports between two checkpoints, the newest checkpoint, the keys. Each of them is
// an event, written before anything leaves.
import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { AuditRecord } from '../ports/store.ts';
import type { AuditCheckpointRow } from '../ports/tables.ts';
import { originOfLane } from './checkpoint.ts';
import { findCheckpoint, findCut, takeCheckpoint } from './checkpoints.ts';

export interface AuditExportQuery {
  /** The first sequence that is wanted; the export starts at the checkpoint before it. */
  readonly from?: number;
  /** The last sequence that is wanted; the export ends at the checkpoint at or behind it. */
  readonly to?: number;
}

export interface AuditExport {
  readonly lane: string;
  /** The checkpoint behind which the export starts; null when it starts with the first event. */
  readonly start: AuditExportStart | null;
  /**
   * In the order of the log, read as they are asked for: events, and among them signed notes of checkpoints. The last
   * part is the note of the checkpoint that covers all of them; without it the export is not whole.
   */
  readonly parts: AsyncIterable<AuditRecord | { readonly note: string }>;
}

export interface AuditExportStart {
  readonly size: number;
  readonly checkpoint: string;
  /** The hashes of the whole subtrees, largest first. */
  readonly frontier: readonly Uint8Array[];
  readonly lastHash: Uint8Array;
}

const READ_EVENTS = 500;
/** A checkpoint at least this far from the last one goes with the events: it narrows down where a log was rewritten. */
const CHECKPOINT_EVENTS = 1000;

export async function exportAudit(
  ports: Ports,
  caller: Caller,
  query: AuditExportQuery,
): Promise<AuditExport> {
  await operate(ports, caller, {
    name: 'audit.export',
    requires: { on: 'installation', action: 'read-audit' },
    run: async () => ({
      result: undefined,
      objects: [{ kind: 'audit', name: `${query.from ?? 1}-${query.to ?? ''}` }],
    }),
  });
  const newest = await takeCheckpoint(ports);
  const { lane } = newest;
  const first = query.from ?? 1;
  const cut = await findCut(ports, lane);
  const before = first > 1 ? await findCheckpoint(ports, lane, { atMost: first - 1 }) : undefined;
  const start = cut !== undefined && (before?.size ?? 0) < cut.size ? cut : before;
  const atLeast = Math.max(query.to ?? newest.size, start?.size ?? 0);
  const end = (await findCheckpoint(ports, lane, { atLeast })) ?? newest;
  return {
    lane,
    start: start === undefined || start.size === 0 ? null : toStart(start),
    parts: readParts(ports, lane, start?.size ?? 0, end),
  };
}

/** The signed note of the newest checkpoint. */
export async function readCheckpoint(ports: Ports, caller: Caller): Promise<string> {
  await operate(ports, caller, {
    name: 'audit.read-checkpoint',
    requires: { on: 'installation', action: 'read-audit' },
    run: async () => ({ result: undefined }),
  });
  return (await takeCheckpoint(ports)).note;
}

/** The verifier keys of checkpoints, the active one first. Whoever is signed in may have them. */
export async function readAuditKeys(ports: Ports, caller: Caller): Promise<readonly string[]> {
  return operate(ports, caller, {
    name: 'audit.read-key',
    requires: { on: 'self' },
    run: async () => {
      const { lane } = await ports.store.auditTree();
      return { result: ports.keyring.auditVerifiers(originOfLane(ports.keyring.instanceId, lane)) };
    },
  });
}

async function* readParts(ports: Ports, lane: string, start: number, end: AuditCheckpointRow) {
  for (let after = start; after < end.size;) {
    const next = await findCheckpoint(ports, lane, { atLeast: after + CHECKPOINT_EVENTS });
    const { size, note } = next === undefined || next.size >= end.size ? end : next;
    yield* readRecords(ports, lane, after, size);
    if (size < end.size) yield { note };
    after = size;
  }
  yield { note: end.note };
}

async function* readRecords(ports: Ports, lane: string, start: number, upTo: number) {
  for (let after = start; after < upTo;) {
    const records = await ports.store.auditRecords(lane, { after, upTo, limit: READ_EVENTS });
    const last = records.at(-1);
    // A cut overtook the export: what was sent so far ends without a checkpoint, and does not verify.
    if (last === undefined) throw new AppError('gone', 'The events of this export were cut off.');
    yield* records;
    after = last.seq;
  }
}

function toStart(row: AuditCheckpointRow): AuditExportStart {
  const frontier: Uint8Array[] = [];
  for (let at = 0; at < row.frontier.length; at += 32) frontier.push(row.frontier.subarray(at, at + 32));
  return { size: row.size, checkpoint: row.note, frontier, lastHash: row.last_hash };
}
