// The Secret object of the API, by peer version: what it shows of a stored secret is never a secret field.
import { AppError } from '../../core/index.ts';
import type { ListQuery, SecretMetadata } from '../../core/index.ts';

/** The first versions that know read-only marks and bulk upsert, and typed secrets (appgate.md 2.1, 2.8). */
export const BULK_SINCE = 24;
export const READ_ONLY_SINCE = 24;
export const TYPED_SINCE = 25;

export const SECRET_TYPES = ['Generic', 'Credentials', 'SshKey'] as const;
export type SecretType = (typeof SECRET_TYPES)[number];
export type HiddenMember = 'secret' | 'password' | 'privateKey';

export interface TypeShape {
  /** The kind that a secret made here gets. */
  readonly kind: string;
  /** The member that is written and never shown, and the field that keeps it. */
  readonly hidden: HiddenMember;
  readonly field: string;
  /** Whether there is a username, which is shown. */
  readonly named: boolean;
}

/** How each type is kept; the field names are those that all dialects share (docs/dialects). */
export const TYPE_SHAPES = {
  Generic: { kind: 'generic', hidden: 'secret', field: 'value', named: false },
  Credentials: { kind: 'credentials', hidden: 'password', field: 'password', named: true },
  SshKey: { kind: 'ssh-key', hidden: 'privateKey', field: 'privateKey', named: true },
} as const satisfies Record<SecretType, TypeShape>;

export type Shape = NonNullable<ListQuery['shapes']>[number];

/** The shapes of stored secrets that this API can express; all others are missing here. */
export const SHAPES = {
  Generic: { fields: ['value'] },
  Credentials: { kind: 'credentials', fields: ['password', 'username'] },
  SshKey: { kind: 'ssh-key', fields: ['privateKey', 'username'] },
} as const satisfies Record<SecretType, Shape>;

/** The type as which a stored secret is shown, or null when it cannot be expressed. */
export function typeOf(secret: SecretMetadata): SecretType | null {
  const fits = (type: SecretType): boolean => {
    const shape: Shape = SHAPES[type];
    if (shape.kind !== undefined && shape.kind !== secret.kind) return false;
    return shape.fields?.join() === secret.fieldNames.join();
  };
  return SECRET_TYPES.find(fits) ?? null;
}

/** The secret itself when it can be expressed here; the same `not-found` as for an unknown id otherwise. */
export function expressible(secret: SecretMetadata): SecretMetadata {
  if (typeOf(secret) === null) throw secretNotFound();
  return secret;
}

export function secretNotFound(): AppError {
  return new AppError('not-found', 'Secret not found.', { details: { object: 'secret' } });
}

export interface WireSecret {
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  readonly created: string;
  readonly updated: string;
  readonly tags: readonly string[];
  readonly readOnly?: boolean;
  readonly type?: SecretType;
  readonly username?: string;
}

/** Exactly the members that the peer version knows (appgate.md 2.1). */
export function toWireSecret(secret: SecretMetadata, peer: number): WireSecret {
  const type = typeOf(secret);
  const username = secret.publicFields.get('username');
  return {
    id: secret.id,
    name: secret.name,
    notes: secret.description,
    created: toWireTime(secret.createdAt),
    updated: toWireTime(secret.updatedAt),
    tags: normalTags(secret.tags),
    ...(peer >= READ_ONLY_SINCE ? { readOnly: false } : {}),
    ...(peer >= TYPED_SINCE && type !== null ? { type } : {}),
    ...(peer >= TYPED_SINCE && type !== null && TYPE_SHAPES[type].named && username !== undefined
      ? { username }
      : {}),
  };
}

/** RFC 3339 in UTC with six fractional digits, which one client needs to be there (appgate.md 1.2). */
export function toWireTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}

/** Lower case, each once, in the order of first use: tags are a case-insensitive set (appgate.md 2.1). */
export function normalTags(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.map((tag) => tag.toLowerCase()))];
}
