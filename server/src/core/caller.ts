// Who asks: the origin of a request before it is authenticated, and the caller after it. Only core makes
// callers; operations refuse any object that core did not make.
import type { Action } from './access/actions.ts';

export type DialectName = 'native' | 'fandogh' | 'appgate' | 'olares' | 'coder';

/** Where a request came from. Built by the http room for each request. */
export interface Origin {
  readonly requestId: string;
  readonly dialect: DialectName | 'system';
  /** The peer's IP address as text. */
  readonly address: string;
}

export interface UserPrincipal {
  readonly kind: 'user';
  readonly id: string;
  /** The username, as the user spells it. */
  readonly name: string;
  readonly email: string | null;
  readonly admin: boolean;
}

export interface ServicePrincipal {
  readonly kind: 'service';
  readonly id: string;
  readonly name: string;
  /** The user on whose behalf the service was registered, if any. */
  readonly owner: { readonly id: string; readonly username: string } | null;
  /** What the dialect that registered the service keeps with it; never secret. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The server itself: bootstrap and start-up work. */
export interface SystemPrincipal {
  readonly kind: 'system';
  readonly id: 'system';
  readonly name: 'system';
}

export type Principal = UserPrincipal | ServicePrincipal | SystemPrincipal;

/** A restriction that a token puts on its principal's own rights: only these actions, only there. */
export interface TokenLimit {
  readonly space: string;
  readonly actions: readonly Action[];
}

/**
 * `session` comes from a login, `api` is made on purpose, `access` is short-lived and belongs to a service. `partial`
 * is a login that still waits for its second factor: no operation accepts it but the one that completes the login.
 */
export type TokenKind = 'session' | 'api' | 'access' | 'partial';

export interface CallerToken {
  readonly id: string;
  readonly kind: TokenKind;
  readonly name: string;
  /** Strings that only the issuing dialect understands (granted ops, scopes). */
  readonly scope: readonly string[];
  readonly limits: readonly TokenLimit[] | null;
  /** The networks (CIDR) from which it is accepted; null for all. */
  readonly networks: readonly string[] | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

export interface Caller extends Origin {
  readonly principal: Principal;
  readonly token: CallerToken | null;
}
