// Between core's secrets and Fandogh's: the two types are kinds with fixed fields, and no value of a secret field
// ever goes out (fandogh.md 2.2 C).
import type { SecretMetadata } from '../../core/index.ts';
import { isSecretName } from './validation.ts';
import type { FandoghSecret, FandoghType } from './validation.ts';

/** The shapes of content that this dialect can express, for ListQuery.shapes; `fandoghType` says which is which. */
export const SHAPES = [
  { fields: ['value'] },
  { kind: 'docker-registry', fields: ['password', 'server', 'username'] },
  { kind: 'docker-registry', fields: ['email', 'password', 'server', 'username'] },
] as const;

/** Kinds with fields of their own: a single `value` in one of them is no environment secret. */
const STRUCTURED_KINDS = ['docker-registry', 'credentials', 'ssh-key'];

export interface SecretModel {
  readonly name: string;
  readonly namespace: string;
  readonly type: FandoghType;
  readonly created_at: string;
}

/** The type under which a secret shows, or null for what the dialect cannot express and so treats as missing. */
export function fandoghType(metadata: SecretMetadata): FandoghType | null {
  if (!isSecretName(metadata.name)) return null;
  const fields = metadata.fieldNames.join(' ');
  if (metadata.kind === 'docker-registry') {
    const known = fields === 'password server username' || fields === 'email password server username';
    return known ? 'docker-registry' : null;
  }
  return fields === 'value' && !STRUCTURED_KINDS.includes(metadata.kind) ? 'environment-secret' : null;
}

/** An item of the list (fandogh.md 2.2), or null for what does not show. */
export function toSecretModel(metadata: SecretMetadata, namespace: string): SecretModel | null {
  const type = fandoghType(metadata);
  if (type === null) return null;
  return { name: metadata.name, namespace, type, created_at: toWireTime(metadata.createdAt) };
}

/** One secret as the dashboard's edit page reads it: the list item and the public fields (fandogh.md 2.2 C). */
export function toSecretDetail(metadata: SecretMetadata, namespace: string): Record<string, unknown> | null {
  const model = toSecretModel(metadata, namespace);
  if (model === null) return null;
  if (model.type === 'environment-secret') return { ...model };
  const shown = ['server', 'username', 'email'].flatMap((field) => {
    const value = metadata.publicFields.get(field);
    return value === undefined ? [] : [[field, value] as const];
  });
  return { ...model, ...Object.fromEntries(shown) };
}

/** Kind and fields for core: the value of an environment secret is the field `value` there. */
export function fromWireSecret(secret: FandoghSecret): {
  readonly kind: string;
  readonly fields: Readonly<Record<string, string>>;
} {
  return secret.type === 'docker-registry'
    ? { kind: 'docker-registry', fields: secret.fields }
    : { kind: 'generic', fields: { value: secret.fields['SECRET_KEY'] ?? '' } };
}

/** UTC in whole seconds with a literal Z: the Python client dies of a fraction or an offset (fandogh.md 2.2). */
export function toWireTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
