// The spaces that a caller may see, with what he may do there and why; and making an empty one.
import { ACTIONS } from '../access/actions.ts';
import type { Action } from '../access/actions.ts';
import { decide } from '../access/decide.ts';
import type { AccessSnapshot } from '../access/decide.ts';
import type { Caller } from '../caller.ts';
import { checkRow } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { SpaceRow } from '../ports/tables.ts';
import { ensureSpace } from './ensure-space.ts';
import { parseSpacePath } from './path.ts';
import type { AccessReason, SpaceSummary } from './space.ts';

export async function listSpaces(
  ports: Ports,
  caller: Caller,
  input: { readonly under?: string },
): Promise<readonly SpaceSummary[]> {
  return operate(ports, caller, {
    name: 'space.list',
    requires: { on: 'self' },
    run: async (scope) => {
      const rows = await ports.store.spacesUnder(
        input.under === undefined ? null : parseSpacePath(input.under),
      );
      const visible = rows.flatMap((row) => summarize(ports, scope, row) ?? []);
      const result = visible.filter((space) => space.actions.includes('list'));
      return { result, objects: [{ kind: 'space', name: input.under ?? '', count: result.length }] };
    },
  });
}

export async function createSpace(
  ports: Ports,
  caller: Caller,
  input: { readonly path: string },
): Promise<SpaceSummary> {
  return operate(ports, caller, {
    name: 'space.create',
    requires: { on: 'space', path: input.path, anyOf: ['create'] },
    object: { kind: 'space', name: input.path },
    run: async (scope) => {
      const { row, changes } = ensureSpace(ports, scope.space);
      return {
        result: summarizeSpace(ports, scope, row),
        changes,
        objects: [{ kind: 'space', id: row.id, name: row.path }],
      };
    },
  });
}

/** As the caller, who may do something there, sees it. */
export function summarizeSpace(ports: Ports, scope: Scope, row: SpaceRow): SpaceSummary {
  const result = summarize(ports, scope, row);
  if (result === null) throw new TypeError('A space is shown to a caller who may do something there.');
  return result;
}

function summarize(ports: Ports, scope: Scope, row: SpaceRow): SpaceSummary | null {
  if (scope.snapshot === null) return null;
  checkRow(ports.keyring, 'spaces', row);
  const { actions, reasons } = rightsOn(scope.snapshot, row);
  if (actions.length === 0) return null;
  return {
    id: row.id,
    path: row.path,
    personal: row.owner_id !== null,
    createdAt: row.created_at,
    actions,
    reasons,
  };
}

/** What the principal of a snapshot may do in a space, and every reason for it. */
export function rightsOn(snapshot: AccessSnapshot, row: SpaceRow) {
  const reasons = new Map<string, AccessReason>();
  const actions: Action[] = ACTIONS.filter((action) => {
    const decision = decide(snapshot, action, { path: row.path, ownerId: row.owner_id });
    for (const reason of decision.reasons) {
      reasons.set(reason.kind === 'grant' ? reason.grantId : reason.kind, reason);
    }
    return decision.allow;
  });
  return { actions, reasons: [...reasons.values()] };
}
