// The rows that a store keeps, and which of their columns a row MAC covers: all but the MAC itself and the few
// named here as unprotected. Times are milliseconds since the epoch, flags are 0 or 1, lists are JSON text.

/** Columns of every table that carries a row MAC (threat T4). */
export interface SignedRow {
  /** Counts the row's changes from 1; an update names the one that it replaces. */
  readonly row_version: number;
  readonly mac_term: number;
  readonly mac: Uint8Array;
}

export interface UserRow extends SignedRow {
  readonly id: string;
  readonly username: string;
  /** The canonical spelling under which a user is found; unique. */
  readonly username_key: string;
  readonly email: string | null;
  readonly email_key: string | null;
  readonly password_hash: string;
  readonly must_change_password: number;
  readonly admin: number;
  readonly disabled: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface ServiceRow extends SignedRow {
  readonly id: string;
  readonly name: string;
  /** The user on whose behalf it acts, or the empty text. */
  readonly owner_id: string;
  readonly client_id: string;
  readonly secret_term: number;
  readonly sealed_secret: Uint8Array;
  readonly attributes: string;
  readonly disabled: number;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface TokenRow extends SignedRow {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly kind: string;
  readonly name: string;
  readonly principal_kind: string;
  readonly principal_id: string;
  readonly scope: string;
  readonly limits: string | null;
  readonly networks: string | null;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
}

export interface RoleRow extends SignedRow {
  readonly name: string;
  readonly actions: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface GrantRow extends SignedRow {
  readonly id: string;
  readonly principal_kind: string;
  readonly principal_id: string;
  readonly role: string;
  readonly pattern: string;
  readonly effect: string;
  readonly created_at: number;
  readonly created_by: string;
}

export interface SpaceRow extends SignedRow {
  readonly id: string;
  readonly path: string;
  /** The user to whom a personal space belongs, else null. */
  readonly owner_id: string | null;
  readonly kek_term: number;
  readonly wrapped_key: Uint8Array;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface SecretRow extends SignedRow {
  /** Made by us and bound into the ciphertext. */
  readonly id: string;
  /** What clients see: the id that a client brought, else the same as `id`. Unique among the live ones of a space. */
  readonly public_id: string;
  readonly space_id: string;
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly tags: string;
  readonly env: string | null;
  readonly file: string | null;
  readonly delivery_enabled: number;
  readonly expires_at: number | null;
  readonly version: number;
  readonly field_names: string;
  readonly public_fields: string;
  /** UTF-8 bytes of the secret fields of the current version. */
  readonly secret_bytes: number;
  /** Lower-cased name, description, tags and id, each on a line, for searching. */
  readonly search: string;
  readonly created_at: number;
  readonly updated_at: number;
  /** When it went to the trash, or null while it lives. */
  readonly deleted_at: number | null;
}

export interface VersionRow extends SignedRow {
  readonly secret_id: string;
  readonly version: number;
  /** Null once destroyed. */
  readonly wrapped_key: Uint8Array | null;
  readonly sealed: Uint8Array | null;
  readonly field_names: string;
  readonly public_fields: string;
  readonly secret_bytes: number;
  readonly created_at: number;
  readonly created_by: string;
  readonly destroyed_at: number | null;
}

export interface Tables {
  readonly users: UserRow;
  readonly services: ServiceRow;
  readonly tokens: TokenRow;
  readonly roles: RoleRow;
  readonly grants: GrantRow;
  readonly spaces: SpaceRow;
  readonly secrets: SecretRow;
  readonly versions: VersionRow;
}

export type TableName = keyof Tables;

/** Primary keys, by which rows are changed. */
export const PRIMARY_KEYS = {
  users: ['id'],
  services: ['id'],
  tokens: ['id'],
  roles: ['name'],
  grants: ['id'],
  spaces: ['id'],
  secrets: ['id'],
  versions: ['secret_id', 'version'],
} as const satisfies { readonly [T in TableName]: readonly (keyof Tables[T])[] };

/** Columns outside of the row MAC: what changes without being a decision. */
export const UNPROTECTED_COLUMNS: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  tokens: ['last_used_at'],
};
