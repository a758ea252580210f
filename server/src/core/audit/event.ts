// One record of who did what with which outcome. It never holds a value of a secret field or a credential.
import type { Action, AdminAction } from '../access/actions.ts';
import type { Decision } from '../access/decide.ts';
import type { DialectName, TokenKind } from '../caller.ts';
import type { ErrorCode } from '../../base/errors.ts';

export type Outcome = 'ok' | 'denied' | 'failed';

/** What an operation tells about its object; filled as far as it is known. */
export interface AuditObject {
  readonly kind:
    | 'secret'
    | 'space'
    | 'user'
    | 'service'
    | 'token'
    | 'grant'
    | 'role'
    | 'group'
    | 'lock'
    | 'audit'
    | 'store';
  readonly id?: string;
  readonly name?: string;
  /** The version that was read. */
  readonly version?: number;
  readonly versionBefore?: number;
  readonly versionAfter?: number;
  /** Where it went, of a move or copy; where it is, of what was reached through its old address. */
  readonly to?: { readonly space: string; readonly name?: string };
  /** How many objects a list showed. */
  readonly count?: number;
}

/** An event before the store gives it its place in the log. */
export interface AuditDraft {
  readonly v: 1;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly requestId: string;
  readonly dialect: DialectName | 'system';
  readonly address: string;
  readonly actor: {
    readonly kind: 'user' | 'service' | 'system' | 'anonymous';
    readonly id?: string;
    readonly name?: string;
    readonly tokenId?: string;
    readonly tokenKind?: TokenKind;
  };
  readonly operation: string;
  readonly action?: Action | AdminAction;
  /** `alias` is the old path under which it was asked for. */
  readonly space?: { readonly path: string; readonly id?: string; readonly alias?: string };
  readonly object?: AuditObject;
  readonly decision?: Decision;
  /** The rows that the operation wrote, such as `secrets/ID@3`; in the first of its events (threat T5). */
  readonly rows?: readonly string[];
  readonly outcome: Outcome;
  readonly code?: ErrorCode;
  /** Why a credential was refused. */
  readonly reason?: string;
  /** How many refusals like this one, of the same second, the event stands for (threat T12); absent for one. */
  readonly repeated?: number;
}

/** An event with its place: `seq` counts from 1 in its lane, `prev` and `hash` are Base64 SHA-256. */
export interface AuditEvent extends AuditDraft {
  readonly lane: string;
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
}

export interface AuditQuery {
  /** Events with a sequence above this one, oldest first; newest first without it. */
  readonly after?: number;
  /** Events with a sequence below this one, newest first. */
  readonly before?: number;
  readonly actorId?: string;
  readonly space?: string;
  readonly secretId?: string;
  readonly operation?: string;
  /** The action that was decided about. */
  readonly action?: string;
  /** From this time on, and before that time; milliseconds since the epoch. */
  readonly from?: number;
  readonly to?: number;
  readonly outcome?: Outcome;
  readonly requestId?: string;
  /** 1 to 1000, default 100. */
  readonly limit?: number;
}

export interface AuditPage {
  readonly items: readonly AuditEvent[];
  readonly head: number;
}
