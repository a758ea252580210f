// The shapes of the native API as a client sees them: answers are made of /pv/openapi.json (openapi.ts), inputs are
// written here. Times are RFC 3339 text.
import type { components } from './openapi.ts';

/** Every component of the OpenAPI document by its name. */
export type Schemas = components['schemas'];

/** How a secret reaches a process: a variable's name, a path that starts with `/` or `~/`. */
export type Delivery = SecretMetadata['delivery'];

export type SecretMetadata = Schemas['SecretMetadata'];

/** A single-valued secret has the one field `value`. */
export type Secret = Schemas['Secret'];

export type Version = Schemas['Version'];

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

export type User = Schemas['User'];

export interface NewUser {
  readonly username: string;
  readonly password: string;
  readonly email?: string;
  readonly admin?: boolean;
  readonly mustChangePassword?: boolean;
}

export type Session = Schemas['Login'];

export interface Limit {
  readonly space: string;
  readonly actions: readonly string[];
}

export type Token = Schemas['Token'];

export interface NewToken {
  readonly name: string;
  /** Null for a token that does not expire. */
  readonly lifetimeSeconds: number | null;
  readonly limits?: readonly Limit[];
  readonly networks?: readonly string[];
  readonly uniqueName?: boolean;
}

export type Service = Schemas['Service'];

export interface NewService {
  readonly name: string;
  readonly owner?: string;
  readonly grants: readonly Limit[];
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export type Space = Schemas['Space'];

export type Reason = Schemas['Space']['reasons'][number];

export type Grant = Schemas['Grant'];

/** `to` is `user:NAME`, `service:ID` or `group:NAME`; `space` a path, `path/*` or `path/**`. */
export interface NewGrant {
  readonly to: string;
  readonly role: string;
  readonly space: string;
  /** Default `allow`. */
  readonly effect?: 'allow' | 'deny';
}

export type Action = Schemas['Space']['actions'][number];
export type Group = Schemas['Group'];
export type GroupMember = Schemas['GroupMember'];
export type Role = Schemas['Role'];
export type Lock = Schemas['Lock'];
/** A principal who can read a secret, and through what. */
export type Reader = Schemas['Reader'];
export type CanI = Schemas['CanI'];
export type Why = Schemas['Why'];
