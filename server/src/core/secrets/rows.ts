// Between rows and what core shows of them: metadata from a secret's row, sealed versions from fields and back.
import { AppError } from '../../base/errors.ts';
import { utf8Length } from '../../base/bytes.ts';
import { SecretText } from '../../base/secret-text.ts';
import { openFields, sealFields } from '../../crypto/index.ts';
import { signNew } from '../keys/signed-rows.ts';
import { spaceKeyOf } from '../keys/space-keys.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow, SpaceRow, VersionRow } from '../ports/tables.ts';
import { splitFields } from './kinds.ts';
import type { Delivery, SecretContent, SecretMetadata } from './secret.ts';

export function toMetadata(row: SecretRow, space: string): SecretMetadata {
  return {
    id: row.public_id,
    space,
    name: row.name,
    kind: row.kind,
    description: row.description,
    tags: JSON.parse(row.tags) as string[],
    delivery: deliveryOf(row),
    expiresAt: row.expires_at,
    version: row.version,
    fieldNames: JSON.parse(row.field_names) as string[],
    publicFields: new Map(JSON.parse(row.public_fields) as [string, string][]),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function deliveryOf(row: SecretRow): Delivery {
  return { env: row.env, file: row.file, enabled: row.delivery_enabled === 1 };
}

/** What is searched: everything that `list` shows as text, lower-cased. */
export function searchText(parts: {
  readonly public_id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
}): string {
  return [parts.name, parts.description, ...parts.tags, parts.public_id].join('\n').toLowerCase();
}

/** The columns in which a secret's row repeats its current version. */
export type ContentColumns = Pick<VersionRow, 'field_names' | 'public_fields' | 'secret_bytes'>;

/** Seals one content as one version of a secret. */
export function sealVersion(
  ports: Ports,
  space: SpaceRow,
  place: { readonly secretId: string; readonly version: number },
  content: { readonly kind: string; readonly fields: ReadonlyMap<string, string> },
  createdBy: string,
): { readonly row: VersionRow; readonly columns: ContentColumns } {
  const split = splitFields(content.kind, content.fields);
  const columns: ContentColumns = {
    field_names: JSON.stringify(split.names),
    public_fields: JSON.stringify([...split.open]),
    secret_bytes: [...split.sealed.values()].reduce((sum, value) => sum + utf8Length(value), 0),
  };
  const sealed = sealFields(
    spaceKeyOf(ports.keyring, space),
    { instanceId: ports.keyring.instanceId, spaceId: space.id, ...place },
    split.sealed,
  );
  const row = signNew(ports.keyring, 'versions', {
    secret_id: place.secretId,
    version: place.version,
    wrapped_key: sealed.wrappedKey,
    sealed: sealed.sealed,
    ...columns,
    created_at: ports.clock.now(),
    created_by: createdBy,
    destroyed_at: null,
  });
  return { row, columns };
}

/** All fields of one version, whose row was checked when it was found; `gone` when it was destroyed. */
export function openVersion(
  ports: Pick<Ports, 'keyring'>,
  space: SpaceRow,
  row: VersionRow,
): ReadonlyMap<string, string> {
  if (row.wrapped_key === null || row.sealed === null) {
    throw new AppError('gone', `Version ${row.version} was destroyed; its content cannot be read any more.`, {
      details: { object: 'version' },
    });
  }
  const place = {
    instanceId: ports.keyring.instanceId,
    spaceId: space.id,
    secretId: row.secret_id,
    version: row.version,
  };
  const sealed = openFields(spaceKeyOf(ports.keyring, space), place, {
    wrappedKey: row.wrapped_key,
    sealed: row.sealed,
  });
  const open = JSON.parse(row.public_fields) as [string, string][];
  return new Map([...open, ...sealed].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether toContent would give the version: it is neither destroyed nor is its secret expired. */
export function isReadable(ports: Ports, secret: SecretRow, version: VersionRow): boolean {
  return version.destroyed_at === null && !isExpired(ports, secret);
}

function isExpired(ports: Ports, secret: SecretRow): boolean {
  return secret.expires_at !== null && secret.expires_at <= ports.clock.now();
}

/** A version as its reader gets it; `gone` for an expired secret as well. */
export function toContent(
  ports: Ports,
  space: SpaceRow,
  secret: SecretRow,
  version: VersionRow,
): SecretContent {
  if (isExpired(ports, secret)) {
    throw new AppError(
      'gone',
      'This secret has expired. Write a new version with a later expiry, or change the expiry.',
      { details: { object: 'secret' } },
    );
  }
  const fields = openVersion(ports, space, version);
  return {
    metadata: toMetadata(secret, space.path),
    version: version.version,
    versionCreatedAt: version.created_at,
    fields: new Map([...fields].map(([name, value]) => [name, new SecretText(value)])),
  };
}
