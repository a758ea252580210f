// What a space looks like to those who use core.
import type { Action } from '../access/actions.ts';

/** Why a caller holds actions on a space. */
export type AccessReason =
  | { readonly kind: 'administrator' }
  /** The space lies under a home that the configuration gives to each user. */
  | { readonly kind: 'home' }
  | { readonly kind: 'personal' }
  | { readonly kind: 'system' }
  | {
      readonly kind: 'grant';
      readonly grantId: string;
      readonly role: string;
      readonly pattern: string;
      /** The group to which it was given, where it was not given to the principal himself. */
      readonly groupId?: string;
    };

export interface SpaceSummary {
  readonly id: string;
  readonly path: string;
  readonly personal: boolean;
  readonly createdAt: number;
  /** What the caller may do there, in the order of ACTIONS. */
  readonly actions: readonly Action[];
  readonly reasons: readonly AccessReason[];
}

export interface Grant {
  readonly id: string;
  readonly to: { readonly kind: 'user' | 'service' | 'group'; readonly id: string; readonly name: string };
  /** A role's name, or `actions:` and a sorted, comma-separated list of actions. */
  readonly role: string;
  /** A path, `path/*` for one level below, or `path/**` for the path and all below it. */
  readonly space: string;
  /** A `deny` beats any `allow`, administrators included. */
  readonly effect: GrantEffect;
  readonly createdAt: number;
}

export type GrantEffect = 'allow' | 'deny';

export interface GrantPage {
  readonly items: readonly Grant[];
  readonly nextCursor: string | null;
}

export interface NewGrant {
  /** `user:NAME`, `service:ID` or `group:NAME`. */
  readonly to: string;
  readonly role: string;
  readonly space: string;
  /** Default `allow`. */
  readonly effect?: GrantEffect;
}
