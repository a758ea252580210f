// Secrets between core and the wire: times become RFC 3339 text, values stay byte for byte what they are.
import type { Static } from 'typebox';

import { invalidInput } from '../../core/index.ts';
import type {
  NewSecret,
  SecretChange,
  SecretContent,
  SecretMetadata,
  VersionSummary,
} from '../../core/index.ts';
import type * as schemas from './schemas.ts';

export function toWireInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function toWireOptionalInstant(milliseconds: number | null): string | null {
  return milliseconds === null ? null : toWireInstant(milliseconds);
}

/** Milliseconds since the epoch; `invalid-input` on `path` for what RFC 3339 5.6 or the calendar does not know. */
export function fromWireInstant(text: string, path: string): number {
  const match =
    /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i.exec(text);
  const day = match?.[1];
  const time = Date.parse(text.toUpperCase());
  // Date.parse takes the 30th of February for the 2nd of March.
  const realDay = day !== undefined && new Date(`${day}T00:00:00Z`).getUTCDate() === Number(day.slice(8));
  if (!realDay || Number.isNaN(time)) {
    throw invalidInput({
      path,
      message: 'must be a date and time as in RFC 3339, such as 2030-01-31T12:00:00Z',
    });
  }
  return time;
}

export function toWireMetadata(metadata: SecretMetadata): Static<typeof schemas.SecretMetadata> {
  return {
    id: metadata.id,
    space: metadata.space,
    name: metadata.name,
    kind: metadata.kind,
    description: metadata.description,
    tags: [...metadata.tags],
    delivery: {
      env: metadata.delivery.env,
      file: metadata.delivery.file,
      enabled: metadata.delivery.enabled,
    },
    expiresAt: toWireOptionalInstant(metadata.expiresAt),
    version: metadata.version,
    fieldNames: [...metadata.fieldNames],
    publicFields: Object.fromEntries(metadata.publicFields),
    createdAt: toWireInstant(metadata.createdAt),
    updatedAt: toWireInstant(metadata.updatedAt),
  };
}

/** `version`, `fieldNames` and `publicFields` are those of the version that was read, which may be an old one. */
export function toWireSecret(content: SecretContent): Static<typeof schemas.Secret> {
  const fields = Object.fromEntries([...content.fields].map(([name, text]) => [name, text.reveal()]));
  return {
    ...toWireMetadata(content.metadata),
    version: content.version,
    fieldNames: Object.keys(fields).sort(),
    publicFields: Object.fromEntries(
      Object.entries(fields).filter(([name]) => content.metadata.publicFields.has(name)),
    ),
    fields,
  };
}

export function toWireVersion(version: VersionSummary): Static<typeof schemas.Version> {
  return {
    version: version.version,
    createdAt: toWireInstant(version.createdAt),
    createdBy: version.createdBy,
    fieldNames: [...version.fieldNames],
    destroyedAt: toWireOptionalInstant(version.destroyedAt),
  };
}

/** The schema has made sure that there is exactly one of `value` and `fields`. */
export function fromWirePut(body: schemas.PutSecretBody): Omit<NewSecret, 'name' | 'id'> {
  const { value, fields, expiresAt, ...metadata } = body;
  return {
    ...metadata,
    ...expiry(expiresAt),
    fields: fields ?? (value === undefined ? {} : { value }),
  };
}

export function fromWireCreate(body: schemas.CreateSecretBody): {
  readonly space: string;
  readonly secret: NewSecret;
} {
  const { space, name, ...rest } = body;
  return { space, secret: { name, ...fromWirePut(rest) } };
}

/** The schema has made sure that `value` and `fields` do not come together. */
export function fromWirePatch(body: schemas.PatchSecretBody): SecretChange {
  const { value, fields, expiresAt, ...rest } = body;
  const setFields = value === undefined ? fields : { value };
  return {
    ...rest,
    ...expiry(expiresAt),
    ...(setFields === undefined ? {} : { setFields }),
  };
}

function expiry(text: string | null | undefined): { readonly expiresAt?: number | null } {
  if (text === undefined) return {};
  return { expiresAt: text === null ? null : fromWireInstant(text, 'expiresAt') };
}
