// What users, services and tokens look like to those who use core; no hash, key or credential is among it.
import type { SecretText } from '../../base/secret-text.ts';
import type { Action } from '../access/actions.ts';
import type { ServicePrincipal, TokenKind, TokenLimit } from '../caller.ts';

/** Times are milliseconds since the epoch. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  readonly admin: boolean;
  readonly disabled: boolean;
  /** True while the password is a one-time password that somebody else chose. */
  readonly mustChangePassword: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly owner: { readonly id: string; readonly username: string } | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly disabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface TokenSummary {
  readonly id: string;
  readonly kind: TokenKind;
  readonly name: string;
  readonly principalId: string;
  readonly scope: readonly string[];
  readonly limits: readonly TokenLimit[] | null;
  /** The networks (CIDR) from which it is accepted; null for all. */
  readonly networks: readonly string[] | null;
  readonly createdAt: number;
  /** Null for a token that does not expire. */
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

/** A token as it is handed out: the only moment at which its text exists. */
export interface IssuedToken {
  readonly token: SecretText;
  readonly summary: TokenSummary;
}

export type UserRef = { readonly id: string } | { readonly username: string };

export interface LoginInput {
  /** Which member the caller gave: a username, an email address, or a text that may be either. */
  readonly identifier:
    { readonly username: string } | { readonly email: string } | { readonly either: string };
  readonly password: string;
  /** Shown in the list of sessions. */
  readonly tokenName?: string;
  /** Default 24 hours. */
  readonly lifetimeSeconds?: number;
  /** A code of the user's second factor, or one of his recovery codes. */
  readonly totp?: string;
  /** `defer`: where a code is needed and not given, a token of kind `partial` instead of `totp-required`. */
  readonly secondFactor?: 'defer';
}

/** The second half of a deferred login. */
export interface LoginCompletion {
  /** The text of the partial token. */
  readonly token: string;
  readonly totp: string;
  readonly tokenName?: string;
  /** Default 24 hours. */
  readonly lifetimeSeconds?: number;
}

export interface SecondFactor {
  /** Whether logins ask for a code. */
  readonly enabled: boolean;
  readonly confirmedAt: number | null;
  readonly recoveryCodesLeft: number;
}

/** The only moment at which the shared secret of a second factor is shown. */
export interface SecondFactorEnrolment {
  /** Base32. */
  readonly secret: SecretText;
  /** The `otpauth:` address for a QR code. */
  readonly address: SecretText;
}

/** A subject that may not try to sign in for a while. */
export interface Lock {
  readonly id: string;
  readonly kind: 'user' | 'service' | 'address';
  readonly name: string;
  /** How often it was locked within a day of the lock before. */
  readonly times: number;
  readonly lockedAt: number;
  readonly lockedUntil: number;
}

export interface NewUser {
  readonly username: string;
  readonly email?: string;
  readonly password: string;
  readonly admin?: boolean;
  /** The password was chosen by somebody else and has to be changed. */
  readonly mustChangePassword?: boolean;
}

export interface NewToken {
  readonly name: string;
  /** Null makes a token that does not expire; has to be said on purpose. */
  readonly lifetimeSeconds: number | null;
  readonly scope?: readonly string[];
  readonly limits?: readonly TokenLimit[];
  /** Networks (CIDR) from which it is to be accepted; those of the asking token when absent. */
  readonly networks?: readonly string[];
  /** An error `conflict` on `name` when the principal has a live token of that name. Default false. */
  readonly uniqueName?: boolean;
}

/** A service and what it may do. Registering a name again replaces grants and attributes, and keeps its credential. */
export interface ServiceRegistration {
  /** Unique per owner, 1 to 128 characters. */
  readonly name: string;
  /** On whose behalf it acts; the caller himself, or any user when an administrator or the system asks. */
  readonly owner?: UserRef;
  readonly grants: readonly { readonly space: string; readonly actions: readonly Action[] }[];
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** For a new service: the public half of its credential; made up when absent. Unique. */
  readonly clientId?: string;
  /** For a new service: the secret half; made up when absent. */
  readonly clientSecret?: string;
}

export interface RegisteredService {
  readonly service: Service;
  readonly created: boolean;
  /** The secret half. The server can replay it (clients prove it by hashing it), so it is kept sealed. */
  readonly clientSecret: SecretText;
}

export interface ServiceExchange {
  readonly clientId: string;
  /**
   * Judges the proof that the client sent. It may throw an AppError of its own, or return false, which is
   * `unauthenticated` with reason `mismatch`. An unknown client id is reason `unknown-client` and never gets here.
   */
  readonly verify: (clientSecret: SecretText, service: ServicePrincipal) => boolean | Promise<boolean>;
  readonly lifetimeSeconds: number;
  readonly scope?: readonly string[];
  /** What the token is narrowed to; a function is called after `verify`. */
  readonly limits?: readonly TokenLimit[] | ((service: ServicePrincipal) => readonly TokenLimit[]);
}

/** A service signs in with its secret itself, as OAuth 2 clients do (RFC 6749 4.4). */
export interface ServiceLogin {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default and at most 1 hour. */
  readonly lifetimeSeconds?: number;
}

/** The start of a sign-in through an outside provider. */
export interface OutsideSignIn {
  /** Where the browser goes. */
  readonly url: string;
  /** To be kept by whoever began, and brought back with the answer. */
  readonly flow: SecretText;
}
