// The first schema: keys, identities, spaces, secrets with their versions, and the audit log.
import { sql } from 'kysely';
import type { CompiledQuery, Kysely } from 'kysely';

import type { ColumnTypes } from '../columns.ts';

type Builder = { compile(): CompiledQuery };

export function first(db: Kysely<unknown>, types: ColumnTypes): readonly CompiledQuery[] {
  const { text, integer, bytes } = types;

  /** A table whose columns are not null unless their name ends in `?`. */
  const table = (
    name: string,
    columns: Readonly<Record<string, typeof text>>,
    key: readonly string[],
  ): Builder => {
    let builder = db.schema.createTable(name);
    for (const [column, type] of Object.entries(columns)) {
      const optional = column.endsWith('?');
      builder = builder.addColumn(optional ? column.slice(0, -1) : column, type as never, (definition) =>
        optional ? definition : definition.notNull(),
      );
    }
    return builder.addPrimaryKeyConstraint(`${name}_key`, [...key] as never);
  };
  const unique = (name: string, on: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .unique()
      .on(on)
      .columns([...columns]);
  /** Unique among live secrets only: what is in the trash holds no name. */
  const uniqueAlive = (name: string, columns: readonly string[]) =>
    unique(name, 'secrets', columns).where(sql.ref('deleted_at'), 'is', null);
  const signed = { row_version: integer, mac_term: integer, mac: bytes };

  const builders: Builder[] = [
    table('seal_slots', { id: text, kind: text, params: text, sealed_root: bytes, created_at: integer }, [
      'id',
    ]),
    table(
      'keyring_keys',
      { purpose: text, term: integer, active: integer, sealed: bytes, created_at: integer },
      ['purpose', 'term'],
    ),
    table(
      'users',
      {
        id: text,
        username: text,
        username_key: text,
        'email?': text,
        'email_key?': text,
        password_hash: text,
        must_change_password: integer,
        admin: integer,
        disabled: integer,
        created_at: integer,
        updated_at: integer,
        ...signed,
      },
      ['id'],
    ),
    unique('users_username', 'users', ['username_key']),
    unique('users_email', 'users', ['email_key']),
    table(
      'services',
      {
        id: text,
        name: text,
        owner_id: text,
        client_id: text,
        secret_term: integer,
        sealed_secret: bytes,
        attributes: text,
        disabled: integer,
        created_at: integer,
        updated_at: integer,
        ...signed,
      },
      ['id'],
    ),
    unique('services_name', 'services', ['owner_id', 'name']),
    unique('services_client', 'services', ['client_id']),
    table(
      'tokens',
      {
        id: text,
        hash: bytes,
        kind: text,
        name: text,
        principal_kind: text,
        principal_id: text,
        scope: text,
        'limits?': text,
        'networks?': text,
        created_at: integer,
        'expires_at?': integer,
        'revoked_at?': integer,
        'last_used_at?': integer,
        ...signed,
      },
      ['id'],
    ),
    unique('tokens_hash', 'tokens', ['hash']),
    db.schema.createIndex('tokens_principal').on('tokens').columns(['principal_id', 'principal_kind']),
    table('roles', { name: text, actions: text, created_at: integer, updated_at: integer, ...signed }, [
      'name',
    ]),
    table(
      'grants',
      {
        id: text,
        principal_kind: text,
        principal_id: text,
        role: text,
        pattern: text,
        effect: text,
        created_at: integer,
        created_by: text,
        ...signed,
      },
      ['id'],
    ),
    unique('grants_once', 'grants', ['principal_id', 'principal_kind', 'role', 'pattern', 'effect']),
    table(
      'spaces',
      {
        id: text,
        path: text,
        'owner_id?': text,
        kek_term: integer,
        wrapped_key: bytes,
        created_at: integer,
        updated_at: integer,
        ...signed,
      },
      ['id'],
    ),
    unique('spaces_path', 'spaces', ['path']),
    table(
      'secrets',
      {
        id: text,
        public_id: text,
        space_id: text,
        name: text,
        kind: text,
        description: text,
        tags: text,
        'env?': text,
        'file?': text,
        delivery_enabled: integer,
        'expires_at?': integer,
        version: integer,
        field_names: text,
        public_fields: text,
        secret_bytes: integer,
        search: text,
        created_at: integer,
        updated_at: integer,
        'deleted_at?': integer,
        ...signed,
      },
      ['id'],
    ),
    uniqueAlive('secrets_name', ['space_id', 'name']),
    uniqueAlive('secrets_public_id', ['space_id', 'public_id']),
    uniqueAlive('secrets_env', ['space_id', 'env']),
    uniqueAlive('secrets_file', ['space_id', 'file']),
    table(
      'versions',
      {
        secret_id: text,
        version: integer,
        'wrapped_key?': bytes,
        'sealed?': bytes,
        field_names: text,
        public_fields: text,
        secret_bytes: integer,
        created_at: integer,
        created_by: text,
        'destroyed_at?': integer,
        ...signed,
      },
      ['secret_id', 'version'],
    ),
    table(
      'audit_events',
      {
        lane: text,
        seq: integer,
        time: integer,
        request_id: text,
        operation: text,
        outcome: text,
        'actor_id?': text,
        'space?': text,
        'object_id?': text,
        body: text,
        hash: bytes,
      },
      ['lane', 'seq'],
    ),
    db.schema.createIndex('audit_events_request').on('audit_events').columns(['request_id']),
  ];
  return builders.map((builder) => builder.compile());
}
