// An audit event on its way into a log: the columns that are searched, and its JSON without its place in the chain.
import type { AuditDraft } from '../core/ports/index.ts';
import { leafHash } from '../crypto/index.ts';

export interface JobEvent {
  readonly time: number;
  readonly requestId: string;
  readonly operation: string;
  readonly outcome: string;
  readonly actorId: string | null;
  readonly space: string | null;
  readonly objectId: string | null;
  readonly action: string | null;
  readonly json: string;
}

export function toJobEvent(draft: AuditDraft): JobEvent {
  return {
    time: draft.time,
    requestId: draft.requestId,
    operation: draft.operation,
    outcome: draft.outcome,
    actorId: draft.actor.id ?? null,
    space: draft.space?.path ?? null,
    objectId: draft.object?.id ?? null,
    action: draft.action ?? null,
    json: JSON.stringify(draft),
  };
}

/** The text of an event at its place, and its hash: what the chain and the tree are made of. */
export function placeEvent(
  event: JobEvent,
  place: { readonly lane: string; readonly seq: number; readonly prev: string },
): { readonly body: string; readonly hash: Uint8Array } {
  const { lane, seq, prev } = place;
  const body = `${JSON.stringify({ lane, seq, prev }).slice(0, -1)},${event.json.slice(1)}`;
  return { body, hash: leafHash(body) };
}
