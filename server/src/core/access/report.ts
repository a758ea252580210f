// What the operations on access show: groups, roles, and answers to who may do what, and why not.
import type { AuditDraft, Outcome } from '../audit/event.ts';
import type { ErrorCode } from '../../base/errors.ts';
import type { AccessReason, Grant } from '../spaces/space.ts';
import type { Action, AdminAction } from './actions.ts';
import type { Refusal } from './decide.ts';

export interface PrincipalName {
  readonly kind: 'user' | 'service';
  readonly id: string;
  /** A username, or a service's name. */
  readonly name: string;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface GroupMember extends PrincipalName {
  readonly since: number;
}

/** A part of a list, and where the next part starts; null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Role {
  readonly name: string;
  readonly builtIn: boolean;
  readonly actions: readonly Action[];
}

/** Whether one action is allowed; `reasons` is empty when it is not. */
export interface ActionAnswer {
  readonly action: Action;
  readonly allow: boolean;
  readonly reasons: readonly AccessReason[];
}

/** Why a request was answered as it was. */
export interface Explanation {
  readonly requestId: string;
  readonly time: number;
  readonly operation: string;
  readonly outcome: Outcome;
  readonly code: ErrorCode | null;
  /** The action that was judged last; the missing one of a denial. */
  readonly action: Action | AdminAction | null;
  /** The space, as the request named it, or the pattern that a grant was about. */
  readonly space: string | null;
  readonly allow: boolean | null;
  /** For administrators: who asked, and all that the decision saw. */
  readonly evaluation: Evaluation | null;
}

export interface Evaluation {
  readonly actor: AuditDraft['actor'];
  readonly reasons: readonly AccessReason[];
  readonly refusal: Refusal | null;
  /** Why a credential was refused. */
  readonly reason: string | null;
}

/** A principal who may do something in a space, and through what. */
export interface Reader extends PrincipalName {
  readonly reasons: readonly AccessReason[];
}

/** What one principal holds, and the shared spaces that exist and that he may see. */
export interface PrincipalAccess {
  readonly principal: PrincipalName;
  readonly administrator: boolean;
  readonly groups: readonly Group[];
  /** His own and those of his groups. */
  readonly grants: readonly Grant[];
  readonly spaces: Page<{
    readonly path: string;
    readonly actions: readonly Action[];
    readonly reasons: readonly AccessReason[];
  }>;
}
