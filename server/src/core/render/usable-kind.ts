// What a deployer can make of a secret: a registry login or a single value; anything else is of no use to it.
import type { SecretContent, SecretMetadata } from '../secrets/secret.ts';

export type UsableKind = 'docker-registry' | 'single-value';

/** Kinds with fields of their own: a lone `value` in one of them is no single value. */
const STRUCTURED_KINDS = ['docker-registry', 'credentials', 'ssh-key'];
const REGISTRY_FIELDS = ['email password server username', 'password server username'];

/** As the dialect of Fandogh sees the types `docker-registry` and `environment-secret` (fandogh.md 3.2). */
export function usableKind({ kind, fieldNames }: SecretMetadata): UsableKind | null {
  const fields = [...fieldNames].sort().join(' ');
  if (kind === 'docker-registry') return REGISTRY_FIELDS.includes(fields) ? 'docker-registry' : null;
  return fields === 'value' && !STRUCTURED_KINDS.includes(kind) ? 'single-value' : null;
}

/** A field as text; the empty string for a field that is not there. */
export function fieldOf(content: SecretContent, name: string): string {
  return content.fields.get(name)?.reveal() ?? '';
}
