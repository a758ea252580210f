// The shapes of the native API as a client sees them; /pv/openapi.json is their source. Times are RFC 3339 text.

/** How a secret reaches a process: a variable's name, a path that starts with `/` or `~/`. */
export interface Delivery {
  readonly env: string | null;
  readonly file: string | null;
  readonly enabled: boolean;
}

export interface SecretMetadata {
  readonly id: string;
  readonly space: string;
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly delivery: Delivery;
  readonly expiresAt: string | null;
  readonly version: number;
  readonly fieldNames: readonly string[];
  readonly publicFields: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Secret extends SecretMetadata {
  /** A single-valued secret has the one field `value`. */
  readonly fields: Readonly<Record<string, string>>;
}

export interface Version {
  readonly version: number;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly fieldNames: readonly string[];
  readonly destroyedAt: string | null;
}

export interface SecretRef {
  readonly space: string;
  readonly name: string;
}

/** Exactly one of `value` and `fields`. */
export type Content =
  | { readonly value: string; readonly fields?: never }
  | { readonly fields: Readonly<Record<string, string>>; readonly value?: never };

export interface MetadataInput {
  readonly kind?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly delivery?: Partial<Delivery>;
  readonly expiresAt?: string | null;
}

export type PutSecret = Content & MetadataInput;
export type NewSecret = SecretRef & PutSecret;

/** Members that are absent stay; in `fields` null removes one. */
export type SecretPatch = MetadataInput & {
  readonly name?: string;
  readonly value?: string;
  readonly fields?: Readonly<Record<string, string | null>>;
};

export interface ListQuery {
  readonly space: string;
  readonly recursive?: boolean;
  readonly q?: string;
  readonly tag?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
  readonly admin: boolean;
  readonly disabled: boolean;
  readonly mustChangePassword: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
  readonly admin?: boolean;
  readonly mustChangePassword?: boolean;
}

export interface Session {
  readonly token: string;
  readonly expiresAt: string | null;
  readonly user: User;
}

export interface Limit {
  readonly space: string;
  readonly actions: readonly string[];
}

export interface Token {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly principalId: string;
  readonly scope: readonly string[];
  readonly limits: readonly Limit[] | null;
  /** Address blocks (CIDR) from which it is accepted; null for everywhere. */
  readonly networks: readonly string[] | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

export interface NewToken {
  readonly name: string;
  /** Null for a token that does not expire. */
  readonly lifetimeSeconds: number | null;
  readonly limits?: readonly Limit[];
  readonly networks?: readonly string[];
  readonly uniqueName?: boolean;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly owner: { readonly id: string; readonly username: string } | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly disabled: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NewService {
  readonly name: string;
  readonly owner?: string;
  readonly grants: readonly Limit[];
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export interface Space {
  readonly id: string;
  readonly path: string;
  readonly personal: boolean;
  readonly createdAt: string;
  readonly actions: readonly string[];
  /** Why the caller may see it. */
  readonly reasons: readonly Reason[];
}

export interface Reason {
  readonly kind: 'administrator' | 'home' | 'personal' | 'system' | 'grant';
  readonly grantId?: string;
  readonly role?: string;
  readonly pattern?: string;
  readonly groupId?: string;
}

export interface Grant {
  readonly id: string;
  readonly to: { readonly kind: 'user' | 'service' | 'group'; readonly id: string; readonly name: string };
  readonly role: string;
  readonly space: string;
  /** A `deny` beats any `allow`. */
  readonly effect: 'allow' | 'deny';
  readonly createdAt: string;
}

/** `to` is `user:NAME`, `service:ID` or `group:NAME`; `space` a path, `path/*` or `path/**`. */
export interface NewGrant {
  readonly to: string;
  readonly role: string;
  readonly space: string;
  /** Default `allow`. */
  readonly effect?: 'allow' | 'deny';
}
