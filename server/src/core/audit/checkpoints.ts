// Signed checkpoints of the log: taken when there are new events, stored, then anchored outside of the database.
// The order matters: an anchor never knows more than the database did.
import { MerkleFrontier } from '../../crypto/index.ts';
import { AppError } from '../../base/errors.ts';
import { checkRow, signNew } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import { StaleChange } from '../ports/store.ts';
import type { AuditCheckpointRow, AuditCutRow } from '../ports/tables.ts';
import { formatCheckpoint, originOfLane, parseCheckpoint } from './checkpoint.ts';

/** The checkpoint of all that is committed now, stored and anchored when the promise resolves. */
export async function takeCheckpoint(ports: Ports): Promise<AuditCheckpointRow> {
  const { store, keyring, clock } = ports;
  const tree = await store.auditTree();
  const newest = await findCheckpoint(ports, tree.lane, { atMost: tree.size });
  if (newest?.size === tree.size) {
    await ports.anchor?.write(newest.note, newest.size);
    return newest;
  }
  const root = MerkleFrontier.fromBytes(tree.size, tree.frontier).root();
  const origin = originOfLane(keyring.instanceId, tree.lane);
  const term = keyring.auditSignTerm;
  const row = signNew(keyring, 'audit_checkpoints', {
    lane: tree.lane,
    size: tree.size,
    root,
    frontier: tree.frontier,
    last_hash: tree.lastHash,
    key_term: term,
    note: keyring.signAuditNote(term, origin, formatCheckpoint({ origin, size: tree.size, root })),
    created_at: clock.now(),
  });
  try {
    await store.commit([{ op: 'insert', table: 'audit_checkpoints', row }], []);
  } catch (error) {
    // Somebody else took the same one at the same time.
    if (!(error instanceof StaleChange)) throw error;
  }
  await ports.anchor?.write(row.note, row.size);
  return row;
}

/** A stored checkpoint after all that it says of itself was checked; `integrity-failed` otherwise. */
export async function findCheckpoint(
  ports: Ports,
  lane: string,
  size: { readonly atLeast: number } | { readonly atMost: number },
): Promise<AuditCheckpointRow | undefined> {
  const row = await ports.store.findCheckpoint(lane, size);
  if (row !== undefined) checkSigned(ports, checkRow(ports.keyring, 'audit_checkpoints', row));
  return row;
}

/** The newest cut of a lane. */
export async function findCut(ports: Ports, lane: string): Promise<AuditCutRow | undefined> {
  const row = (await ports.store.select('audit_cuts', { lane })).at(-1);
  if (row !== undefined) checkSigned(ports, checkRow(ports.keyring, 'audit_cuts', row));
  return row;
}

/** Removes the events below the newest cut, some thousands in each transaction. */
export async function sweepBelowCut(ports: Ports, lane: string): Promise<void> {
  const cut = await findCut(ports, lane);
  if (cut === undefined) return;
  const range = { after: 0, upTo: cut.size, limit: 1 };
  if ((await ports.store.auditRecords(lane, range)).length === 0) return;
  while (await ports.store.removeAuditEvents(lane, cut.size, SWEEP_EVENTS));
}

const SWEEP_EVENTS = 2000;

function checkSigned({ keyring }: Ports, row: AuditCheckpointRow): void {
  const origin = originOfLane(keyring.instanceId, row.lane);
  const text = keyring.openAuditNote(origin, row.note);
  const said = text === null ? null : parseCheckpoint(text);
  const root = Buffer.from(row.root);
  if (
    said?.origin !== origin ||
    said.size !== row.size ||
    !root.equals(said.root) ||
    !root.equals(rootOf(row.size, row.frontier))
  ) {
    throw new AppError('integrity-failed', 'A stored checkpoint of the audit log does not verify.');
  }
}

function rootOf(size: number, frontier: Uint8Array): Uint8Array {
  try {
    return MerkleFrontier.fromBytes(size, frontier).root();
  } catch {
    return new Uint8Array();
  }
}
