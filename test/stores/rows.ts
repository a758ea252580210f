// Rows for the store contract: whole ones with plain values, of which a test says only what it is about.
import type {
  AliasRow,
  AuditCheckpointRow,
  AuditDraft,
  GrantRow,
  GroupMemberRow,
  GroupRow,
  IdentityRow,
  LockRow,
  MarkRow,
  RoleRow,
  RowChange,
  SecondFactorRow,
  SecretRow,
  SecretStateRow,
  ServiceRow,
  SpaceRow,
  TableName,
  Tables,
  TokenRow,
  TrashedSpaceRow,
  UserRow,
  VersionRow,
} from '../../server/src/core/ports/index.ts';

const TIME = 1_700_000_000_000;
const signed = () => ({ row_version: 1, mac_term: 1, mac: Uint8Array.of(0, 1, 127, 128, 255) });

export function userRow(id: string, given: Partial<UserRow> = {}): UserRow {
  return {
    id,
    username: id,
    username_key: id,
    email: null,
    email_key: null,
    password_hash: '$argon2id$',
    must_change_password: 0,
    admin: 0,
    disabled: 0,
    created_at: TIME,
    updated_at: TIME,
    ...signed(),
    ...given,
  };
}

export function serviceRow(id: string, given: Partial<ServiceRow> = {}): ServiceRow {
  return {
    id,
    name: id,
    owner_id: '',
    client_id: id,
    secret_term: 1,
    sealed_secret: Uint8Array.of(9, 8, 7),
    attributes: '{}',
    disabled: 0,
    created_at: TIME,
    updated_at: TIME,
    ...signed(),
    ...given,
  };
}

export function tokenRow(id: string, given: Partial<TokenRow> = {}): TokenRow {
  return {
    id,
    hash: Uint8Array.from(Buffer.from(`hash of ${id}`)),
    kind: 'session',
    name: '',
    principal_kind: 'user',
    principal_id: 'alice',
    scope: '[]',
    limits: null,
    networks: null,
    created_at: TIME,
    expires_at: null,
    revoked_at: null,
    last_used_at: null,
    ...signed(),
    ...given,
  };
}

export function roleRow(name: string, given: Partial<RoleRow> = {}): RoleRow {
  return { name, actions: '["list"]', created_at: TIME, updated_at: TIME, ...signed(), ...given };
}

export function grantRow(id: string, given: Partial<GrantRow> = {}): GrantRow {
  return {
    id,
    principal_kind: 'user',
    principal_id: 'alice',
    role: 'reader',
    pattern: id,
    effect: 'allow',
    created_at: TIME,
    created_by: 'system',
    ...signed(),
    ...given,
  };
}

export function spaceRow(id: string, given: Partial<SpaceRow> = {}): SpaceRow {
  return {
    id,
    path: id,
    owner_id: null,
    kek_term: 1,
    wrapped_key: Uint8Array.of(1, 2, 3),
    created_at: TIME,
    updated_at: TIME,
    ...signed(),
    ...given,
  };
}

export function secretRow(id: string, given: Partial<SecretRow> = {}): SecretRow {
  const name = given.name ?? id;
  return {
    id,
    public_id: id,
    space_id: 'space',
    name,
    kind: 'generic',
    description: '',
    tags: '[]',
    env: null,
    file: null,
    delivery_enabled: 1,
    expires_at: null,
    version: 1,
    field_names: '["value"]',
    public_fields: '[]',
    secret_bytes: 0,
    search: name.toLowerCase(),
    created_at: TIME,
    updated_at: TIME,
    deleted_at: null,
    ...signed(),
    ...given,
  };
}

export function versionRow(secretId: string, version: number, given: Partial<VersionRow> = {}): VersionRow {
  return {
    secret_id: secretId,
    version,
    wrapped_key: Uint8Array.of(4, 5, 6),
    sealed: Uint8Array.of(7, 8, 9),
    field_names: '["value"]',
    public_fields: '[]',
    secret_bytes: 0,
    created_at: TIME,
    created_by: 'alice',
    destroyed_at: null,
    ...signed(),
    ...given,
  };
}

export function secretStateRow(secretId: string, given: Partial<SecretStateRow> = {}): SecretStateRow {
  return {
    secret_id: secretId,
    state: 1,
    ended_at: TIME,
    space_id: 'space',
    public_id: secretId,
    name: secretId,
    kind: 'generic',
    description: '',
    tags: '[]',
    env: null,
    file: null,
    delivery_enabled: 1,
    expires_at: null,
    deleted_at: null,
    ...signed(),
    ...given,
  };
}

export function trashedSpaceRow(id: string, given: Partial<TrashedSpaceRow> = {}): TrashedSpaceRow {
  return { space_id: id, path: id, deleted_at: TIME, deleted_by: 'alice', ...signed(), ...given };
}

export function aliasRow(id: string, given: Partial<AliasRow> = {}): AliasRow {
  return {
    id,
    address: 'space',
    name: id,
    target_id: 'target',
    created_at: TIME,
    created_by: 'alice',
    expires_at: TIME,
    ...signed(),
    ...given,
  };
}

export function lockRow(subject: string, given: Partial<LockRow> = {}): LockRow {
  return {
    subject,
    kind: 'user',
    name: subject,
    times: 1,
    locked_at: TIME,
    locked_until: TIME,
    ...signed(),
    ...given,
  };
}

export function secondFactorRow(userId: string, given: Partial<SecondFactorRow> = {}): SecondFactorRow {
  return {
    user_id: userId,
    secret_term: 1,
    sealed_secret: Uint8Array.of(1, 2),
    confirmed_at: null,
    last_step: 0,
    recovery: '[]',
    created_at: TIME,
    updated_at: TIME,
    ...signed(),
    ...given,
  };
}

export function identityRow(id: string, given: Partial<IdentityRow> = {}): IdentityRow {
  return {
    id,
    provider: 'provider',
    subject: id,
    user_id: 'alice',
    created_at: TIME,
    ...signed(),
    ...given,
  };
}

export function markRow(name: string, given: Partial<MarkRow> = {}): MarkRow {
  return { name, value: 0, updated_at: TIME, ...signed(), ...given };
}

export function groupRow(id: string, given: Partial<GroupRow> = {}): GroupRow {
  return {
    id,
    name: id,
    name_key: id,
    description: '',
    created_at: TIME,
    updated_at: TIME,
    ...signed(),
    ...given,
  };
}

export function groupMemberRow(groupId: string, principalId: string): GroupMemberRow {
  return {
    group_id: groupId,
    principal_kind: 'user',
    principal_id: principalId,
    created_at: TIME,
    created_by: 'system',
    ...signed(),
  };
}

export function checkpointRow(lane: string, size: number): AuditCheckpointRow {
  return {
    lane,
    size,
    root: Uint8Array.of(1, 2),
    frontier: Uint8Array.of(3, 4),
    last_hash: new Uint8Array(),
    key_term: 1,
    note: `${lane} ${size}`,
    created_at: TIME,
    ...signed(),
  };
}

export function insert<T extends TableName>(table: T, ...rows: readonly Tables[T][]): readonly RowChange[] {
  return rows.map((row) => ({ op: 'insert', table, row }) as RowChange);
}

/** The row after a change of some columns: its version counts on. */
export function next<Row extends { readonly row_version: number }>(row: Row, change: Partial<Row> = {}): Row {
  return { ...row, ...change, row_version: row.row_version + 1 };
}

export function auditDraft(operation: string, given: Partial<AuditDraft> = {}): AuditDraft {
  return {
    v: 1,
    time: TIME,
    requestId: 'request',
    dialect: 'native',
    address: '127.0.0.1',
    actor: { kind: 'user', id: 'alice', name: 'alice' },
    operation,
    outcome: 'ok',
    ...given,
  };
}

/** A row as a plain object whose bytes are plain too, so that engines which wrap them compare alike. */
export function plain(row: object | undefined): object | undefined {
  if (row === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Uint8Array ? Uint8Array.from(value) : value,
    ]),
  );
}
