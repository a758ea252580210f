// Retention: the only way to lose events, at a checkpoint, by an administrator, and written into the log itself. The
// checkpoint stays, so that what comes after it still verifies, and so does what was exported before.
import { invalidInput } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { signNew } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { findCheckpoint, findCut, sweepBelowCut } from './checkpoints.ts';

export interface AuditCut {
  /** Events up to this sequence are removed. */
  readonly size: number;
  /** The signed note of the checkpoint that stays in their place. */
  readonly checkpoint: string;
}

/**
 * Removes the events up to the newest checkpoint at or before `upTo`. `invalid-input` when there is none above the last
 * cut.
 */
export async function cutAudit(
  ports: Ports,
  caller: Caller,
  input: { readonly upTo: number },
): Promise<AuditCut> {
  const { lane, cut } = await operate(ports, caller, {
    name: 'audit.cut',
    requires: { on: 'installation', action: 'cut-audit' },
    object: { kind: 'audit' },
    run: async (scope) => {
      const tree = await ports.store.auditTree();
      const before = await findCut(ports, tree.lane);
      const checkpoint = await findCheckpoint(ports, tree.lane, { atMost: input.upTo });
      if (checkpoint === undefined || checkpoint.size <= (before?.size ?? 0)) {
        throw invalidInput({ path: 'upTo', message: 'has no checkpoint between it and the last cut' });
      }
      const { size, root, frontier, last_hash, key_term, note } = checkpoint;
      const row = signNew(ports.keyring, 'audit_cuts', {
        lane: tree.lane,
        size,
        root,
        frontier,
        last_hash,
        key_term,
        note,
        created_at: ports.clock.now(),
        cut_by: scope.caller?.principal.id ?? '',
      });
      return {
        result: { lane: tree.lane, cut: { size, checkpoint: note } },
        changes: [{ op: 'insert', table: 'audit_cuts', row }],
        objects: [{ kind: 'audit', versionBefore: before?.size ?? 0, versionAfter: size }],
      };
    },
  });
  // The cut is decided; what cannot be removed now is removed by the next round of keepAuditLog.
  await sweepBelowCut(ports, lane).catch(() => undefined);
  return cut;
}
