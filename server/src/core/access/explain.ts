// Asking about decisions: may I, without doing it; and why a request was refused. A caller learns which action was
// missing where; only an administrator learns which rules matched.
import { AppError } from '../../base/errors.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { findSpace } from '../spaces/find-space.ts';
import { parseSpacePath } from '../spaces/path.ts';
import { ACTIONS } from './actions.ts';
import type { Action } from './actions.ts';
import { decide } from './decide.ts';
import type { AccessSnapshot } from './decide.ts';
import type { ActionAnswer, Explanation } from './report.ts';
import { parseActions } from './roles.ts';

/** One request writes few events; a batch read of a whole space is cut here. */
const MAX_EVENTS = 100;

/** Also for spaces that do not exist yet; all actions when none are named. */
export async function canI(
  ports: Ports,
  caller: Caller,
  input: { readonly space: string; readonly actions?: readonly Action[] },
): Promise<readonly ActionAnswer[]> {
  return operate(ports, caller, {
    name: 'access.can-i',
    requires: { on: 'self' },
    object: { kind: 'space', name: input.space },
    run: async ({ snapshot }) => {
      const actions = parseActions(input.actions ?? ACTIONS);
      const space = await findSpace(ports, parseSpacePath(input.space));
      const result = actions.map((action) => {
        const { allow, reasons } =
          snapshot === null ? { allow: false, reasons: [] } : decide(snapshot, action, space);
        return { action, allow, reasons };
      });
      return { result };
    },
  });
}

/** `not-found` on `request` for a request that is not known, or that was somebody else's. */
export async function explainRequest(
  ports: Ports,
  caller: Caller,
  input: { readonly requestId: string },
): Promise<Explanation> {
  return operate(ports, caller, {
    name: 'access.why',
    requires: { on: 'self' },
    object: { kind: 'audit', name: input.requestId },
    run: async ({ snapshot }) => {
      const { requestId } = input;
      const { items } = await ports.store.listAuditEvents({ requestId, limit: MAX_EVENTS });
      const event = items.find(({ outcome }) => outcome !== 'ok') ?? items[0];
      const manages = isAuditor(snapshot);
      if (event === undefined || !(manages || isOwn(event, caller))) {
        throw new AppError('not-found', 'There is no such request of yours.', {
          details: { object: 'request' },
        });
      }
      return { result: toExplanation(event, manages) };
    },
  });
}

function isAuditor(snapshot: AccessSnapshot | null): boolean {
  return snapshot?.kind === 'system' || (snapshot?.administrator === true && snapshot.limits === null);
}

function isOwn({ actor }: AuditEvent, { principal }: Caller): boolean {
  return actor.kind === principal.kind && actor.id === principal.id;
}

function toExplanation(event: AuditEvent, whole: boolean): Explanation {
  const { decision } = event;
  return {
    requestId: event.requestId,
    time: event.time,
    operation: event.operation,
    outcome: event.outcome,
    code: event.code ?? null,
    action: event.action ?? null,
    space: event.space?.path ?? null,
    allow: decision?.allow ?? null,
    evaluation: whole
      ? {
          actor: event.actor,
          reasons: decision?.reasons ?? [],
          refusal: decision?.refusal ?? null,
          reason: event.reason ?? null,
        }
      : null,
  };
}
