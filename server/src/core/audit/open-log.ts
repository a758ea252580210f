// The judgement at start: the log in the database must go on where the anchor outside of it says that it was
// (threat T5). Anything else is refused by name, unless the operator accepts it, which is an event of its own.
import { AppError } from '../../base/errors.ts';
import { leafHash } from '../../crypto/index.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { AuditTree } from '../ports/store.ts';
import { originOfLane, parseCheckpoint } from './checkpoint.ts';
import { findCheckpoint, findCut, takeCheckpoint } from './checkpoints.ts';

export interface OpenLogOptions {
  /** The anchor as it was found, null for none. */
  readonly anchored: string | null;
  /** The key that signs checkpoints was made by this very start: older events have none. */
  readonly newKey: boolean;
  readonly acceptRollback: boolean;
  /** Called before an accepted anchor is replaced. */
  readonly setAside: () => void;
}

const ACCEPT = 'If you restored a backup on purpose, start once with --accept-rollback; the log will say so.';

const REFUSALS = {
  'anchor-missing': `The audit anchor is missing, but this store has checkpoints. Put the anchor file back. ${ACCEPT}`,
  'anchor-foreign': `The audit anchor is damaged or belongs to another store. Put back the anchor file of this store. ${ACCEPT}`,
  'checkpoints-missing': `The audit log has events, but its checkpoints are gone: the database was changed outside of this server. ${ACCEPT}`,
  'database-older': `The database is older than its audit anchor: an old copy was put in its place. Put back the newest database. ${ACCEPT}`,
  'database-different': `The audit log in the database is not the one that its anchor knows: it was replaced or changed. Put back the right database. ${ACCEPT}`,
} as const;

type Refusal = keyof typeof REFUSALS;

/** Ends with a checkpoint and its anchor. `integrity-failed` that says what is wrong and what to do. */
export async function openAuditLog(ports: Ports, system: Caller, options: OpenLogOptions): Promise<void> {
  const tree = await ports.store.auditTree();
  const refusal = await judge(ports, tree, options);
  if (refusal !== null) {
    if (!options.acceptRollback) throw new AppError('integrity-failed', REFUSALS[refusal]);
    options.setAside();
    await recordAcceptance(ports, system, refusal, tree.size);
  }
  await takeCheckpoint(ports);
}

async function judge(ports: Ports, tree: AuditTree, options: OpenLogOptions): Promise<Refusal | null> {
  const newest = await findCheckpoint(ports, tree.lane, { atMost: Number.MAX_SAFE_INTEGER });
  if (options.anchored === null && newest !== undefined) return 'anchor-missing';
  if (options.anchored === null && tree.size > 0 && !options.newKey) return 'checkpoints-missing';
  if (options.anchored !== null) {
    const origin = originOfLane(ports.keyring.instanceId, tree.lane);
    const text = ports.keyring.openAuditNote(origin, options.anchored);
    const anchor = text === null ? null : parseCheckpoint(text);
    if (anchor?.origin !== origin) return 'anchor-foreign';
    if (tree.size < anchor.size) return 'database-older';
    const stored = await findCheckpoint(ports, tree.lane, { atLeast: anchor.size });
    if (stored?.size !== anchor.size || !Buffer.from(stored.root).equals(anchor.root)) {
      return 'database-different';
    }
  }
  const cut = await findCut(ports, tree.lane);
  const from = newest ?? cut;
  const chain = { after: from?.size ?? 0, hash: from?.last_hash ?? new Uint8Array() };
  return (await chainHolds(ports, tree, chain)) ? null : 'database-different';
}

const READ_EVENTS = 1000;

/** Whether the events behind a place are the ones of the chain, up to the tree's head. */
async function chainHolds(
  ports: Ports,
  tree: AuditTree,
  from: { readonly after: number; readonly hash: Uint8Array },
): Promise<boolean> {
  let { after } = from;
  let prev = Buffer.from(from.hash).toString('base64');
  while (after < tree.size) {
    const range = { after, upTo: tree.size, limit: READ_EVENTS };
    const records = await ports.store.auditRecords(tree.lane, range);
    if (records.length === 0) return false;
    for (const { seq, body, hash } of records) {
      const place = JSON.stringify({ lane: tree.lane, seq: after + 1, prev }).slice(0, -1);
      if (seq !== after + 1 || !body.startsWith(`${place},`)) return false;
      if (!Buffer.from(hash).equals(leafHash(body))) return false;
      after = seq;
      prev = Buffer.from(hash).toString('base64');
    }
  }
  return true;
}

async function recordAcceptance(ports: Ports, system: Caller, why: Refusal, size: number): Promise<void> {
  await operate(ports, system, {
    name: 'audit.accept-rollback',
    requires: { on: 'nothing' },
    run: async () => ({
      result: undefined,
      objects: [{ kind: 'audit', name: why, versionAfter: size }],
    }),
  });
}
