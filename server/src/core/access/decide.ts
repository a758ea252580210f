// The one decision: may this principal do this action on this space? Pure, default deny, an explicit deny beats
// any allow, and a personal space is closed to everybody but its owner, administrators included.
import type { AccessReason } from '../spaces/space.ts';
import type { Action } from './actions.ts';
import { patternCovers, patternMatches } from './pattern.ts';
import type { SpacePattern } from './pattern.ts';

/** A grant with its role already resolved to actions. */
export interface EffectiveGrant {
  readonly id: string;
  /** The group through which it reaches the principal, or null. */
  readonly groupId: string | null;
  readonly role: string;
  readonly source: string;
  readonly pattern: SpacePattern;
  readonly actions: ReadonlySet<Action>;
  readonly effect: 'allow' | 'deny';
}

/** All that a decision depends on, besides the action and the space. */
export interface AccessSnapshot {
  readonly kind: 'user' | 'service' | 'system';
  readonly userId: string | null;
  readonly administrator: boolean;
  /** Subtrees in which the user is owner by configuration. */
  readonly homes: readonly SpacePattern[];
  readonly grants: readonly EffectiveGrant[];
  /** What the token narrows its principal to; null for no narrowing. */
  readonly limits:
    readonly { readonly pattern: SpacePattern; readonly actions: ReadonlySet<Action> }[] | null;
  /** Of a service: the user on whose behalf it acts. It never may what he may not (threat T8). */
  readonly onBehalfOf?: AccessSnapshot;
}

export interface DecisionObject {
  readonly path: string;
  /** The user whose personal space it is, or null. */
  readonly ownerId: string | null;
}

export interface Decision {
  readonly allow: boolean;
  /** Why it is allowed; empty for a denial. */
  readonly reasons: readonly AccessReason[];
  /** What stood in the way, for those who may know. Absent when there simply was no reason to allow it. */
  readonly refusal?: Refusal;
}

export interface Refusal {
  /** The token's limits leave it out, or the user on whose behalf a service acts may not do it. */
  readonly limited: boolean;
  /** The personal space of somebody else. */
  readonly closed: boolean;
  /** The grants that deny it. */
  readonly denies: readonly AccessReason[];
  /** What would have allowed it. */
  readonly overruled: readonly AccessReason[];
}

export function decide(snapshot: AccessSnapshot, action: Action, space: DecisionObject): Decision {
  const { onBehalfOf } = snapshot;
  const limited =
    !withinLimits(snapshot, action, space.path) ||
    (onBehalfOf !== undefined && !decide(onBehalfOf, action, space).allow);
  const matching = snapshot.grants.filter(
    (grant) => grant.actions.has(action) && patternMatches(grant.pattern, space.path),
  );
  const denies = matching.filter(({ effect }) => effect === 'deny');
  const owner = snapshot.kind === 'user' && snapshot.userId === space.ownerId;
  const closed = space.ownerId !== null && !owner;
  const reasons =
    space.ownerId === null
      ? sharedReasons(snapshot, space.path, matching)
      : owner
        ? [{ kind: 'personal' } as const]
        : [];
  if (!limited && !closed && denies.length === 0) return { allow: reasons.length > 0, reasons };
  const refusal = { limited, closed, denies: denies.map(toReason), overruled: reasons };
  return { allow: false, reasons: [], refusal };
}

function withinLimits({ limits }: AccessSnapshot, action: Action, path: string): boolean {
  if (limits === null) return true;
  return limits.some((limit) => limit.actions.has(action) && patternMatches(limit.pattern, path));
}

function sharedReasons(
  snapshot: AccessSnapshot,
  path: string,
  matching: readonly EffectiveGrant[],
): readonly AccessReason[] {
  const reasons: AccessReason[] = [];
  if (snapshot.kind === 'system') reasons.push({ kind: 'system' });
  if (snapshot.administrator) reasons.push({ kind: 'administrator' });
  if (snapshot.homes.some((home) => patternMatches(home, path))) reasons.push({ kind: 'home' });
  for (const grant of matching) if (grant.effect === 'allow') reasons.push(toReason(grant));
  return reasons;
}

function toReason(grant: EffectiveGrant): AccessReason {
  return {
    kind: 'grant',
    grantId: grant.id,
    role: grant.role,
    pattern: grant.source,
    ...(grant.groupId === null ? {} : { groupId: grant.groupId }),
  };
}

/** Whether the action is held on every shared space that the pattern can match, now or later. */
export function holdsOnPattern(snapshot: AccessSnapshot, action: Action, pattern: SpacePattern): boolean {
  const limited = snapshot.limits?.some(
    (limit) => limit.actions.has(action) && patternCovers(limit.pattern, pattern),
  );
  if (limited === false) return false;
  if (snapshot.onBehalfOf !== undefined && !holdsOnPattern(snapshot.onBehalfOf, action, pattern))
    return false;
  const denied = snapshot.grants.some(
    (grant) => grant.effect === 'deny' && grant.actions.has(action) && overlap(grant.pattern, pattern),
  );
  if (denied) return false;
  if (snapshot.kind === 'system' || snapshot.administrator) return true;
  return (
    snapshot.homes.some((home) => patternCovers(home, pattern)) ||
    snapshot.grants.some(
      (grant) =>
        grant.effect === 'allow' && grant.actions.has(action) && patternCovers(grant.pattern, pattern),
    )
  );
}

/** Whether some path is matched by both; errs on the side of true. */
function overlap(a: SpacePattern, b: SpacePattern): boolean {
  if (a.kind === 'exact') return patternMatches(b, a.base);
  if (b.kind === 'exact') return patternMatches(a, b.base);
  return isPrefix(a.base, b.base) || isPrefix(b.base, a.base);
}

function isPrefix(a: string, b: string): boolean {
  return a === '' || b === a || b.startsWith(`${a}/`);
}
