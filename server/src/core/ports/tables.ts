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

export interface GroupRow extends SignedRow {
  readonly id: string;
  readonly name: string;
  /** The canonical spelling under which a group is found; unique. */
  readonly name_key: string;
  readonly description: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface GroupMemberRow extends SignedRow {
  readonly group_id: string;
  readonly principal_kind: string;
  readonly principal_id: string;
  readonly created_at: number;
  readonly created_by: string;
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

/**
 * What a secret was, besides its content, until something else was written: its place, name and metadata. Its versions
 * and its own row tell the rest of its history.
 */
export interface SecretStateRow extends SignedRow {
  readonly secret_id: string;
  /** The `row_version` of the secret's last row that was so. */
  readonly state: number;
  readonly ended_at: number;
  readonly space_id: string;
  readonly public_id: string;
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly tags: string;
  readonly env: string | null;
  readonly file: string | null;
  readonly delivery_enabled: number;
  readonly expires_at: number | null;
  readonly deleted_at: number | null;
}

/** A space in the trash: its own row has a path that nobody can name, this one the path that it had. */
export interface TrashedSpaceRow extends SignedRow {
  readonly space_id: string;
  readonly path: string;
  readonly deleted_at: number;
  readonly deleted_by: string;
}

/** An old address that leads to where something was moved, until it expires. It is an address and gives no rights. */
export interface AliasRow extends SignedRow {
  readonly id: string;
  /** The id of the space that a secret was in, or the path that a space had. */
  readonly address: string;
  /** The name that a secret had, the empty text for a space. */
  readonly name: string;
  /** The id of the secret's or the space's row. */
  readonly target_id: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number;
}

/** A lock after too many failed sign-ins. */
export interface LockRow extends SignedRow {
  /** `user:ID`, `service:ID@NETWORK` or `address:NETWORK`. */
  readonly subject: string;
  readonly kind: string;
  /** What an administrator knows the subject by. */
  readonly name: string;
  /** How often it was locked in a row. */
  readonly times: number;
  readonly locked_at: number;
  readonly locked_until: number;
}

export interface SecondFactorRow extends SignedRow {
  readonly user_id: string;
  readonly secret_term: number;
  readonly sealed_secret: Uint8Array;
  /** Null until a first code has shown that the user's device has the secret. */
  readonly confirmed_at: number | null;
  /** The newest time step (RFC 6238) whose code was used; it and older ones are not taken any more. */
  readonly last_step: number;
  /** JSON list: Base64 SHA-256 of the recovery codes that are left. */
  readonly recovery: string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Who a user is at an outside provider. */
export interface IdentityRow extends SignedRow {
  readonly id: string;
  readonly provider: string;
  readonly subject: string;
  readonly user_id: string;
  readonly created_at: number;
}

/** A number that only grows, such as the highest time that was seen (threat T21). */
export interface MarkRow extends SignedRow {
  readonly name: string;
  readonly value: number;
  readonly updated_at: number;
}

/** A signed statement of the log's state when it had `size` events. `frontier` is crypto's MerkleFrontier. */
export interface AuditCheckpointRow extends SignedRow {
  readonly lane: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly frontier: Uint8Array;
  /** The hash of the newest event, no bytes for an empty log. */
  readonly last_hash: Uint8Array;
  readonly key_term: number;
  /** The signed note (docs/audit.md). */
  readonly note: string;
  readonly created_at: number;
}

/** Where events were removed: everything up to `size`, whose checkpoint stays here. */
export interface AuditCutRow extends AuditCheckpointRow {
  readonly cut_by: string;
}

export interface Tables {
  readonly users: UserRow;
  readonly services: ServiceRow;
  readonly tokens: TokenRow;
  readonly roles: RoleRow;
  readonly groups: GroupRow;
  readonly group_members: GroupMemberRow;
  readonly grants: GrantRow;
  readonly spaces: SpaceRow;
  readonly secrets: SecretRow;
  readonly versions: VersionRow;
  readonly secret_states: SecretStateRow;
  readonly trashed_spaces: TrashedSpaceRow;
  readonly aliases: AliasRow;
  readonly audit_checkpoints: AuditCheckpointRow;
  readonly audit_cuts: AuditCutRow;
  readonly locks: LockRow;
  readonly second_factors: SecondFactorRow;
  readonly identities: IdentityRow;
  readonly marks: MarkRow;
}

export type TableName = keyof Tables;

/** Primary keys, by which rows are changed. */
export const PRIMARY_KEYS = {
  users: ['id'],
  services: ['id'],
  tokens: ['id'],
  roles: ['name'],
  groups: ['id'],
  group_members: ['group_id', 'principal_kind', 'principal_id'],
  grants: ['id'],
  spaces: ['id'],
  secrets: ['id'],
  versions: ['secret_id', 'version'],
  secret_states: ['secret_id', 'state'],
  trashed_spaces: ['space_id'],
  aliases: ['id'],
  audit_checkpoints: ['lane', 'size'],
  audit_cuts: ['lane', 'size'],
  locks: ['subject'],
  second_factors: ['user_id'],
  identities: ['id'],
  marks: ['name'],
} as const satisfies { readonly [T in TableName]: readonly (keyof Tables[T])[] };

/** Columns outside of the row MAC: what changes without being a decision. */
export const UNPROTECTED_COLUMNS: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  tokens: ['last_used_at'],
};
