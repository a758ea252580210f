// What an import does with each entry of its file: pure, so that the preview and the import cannot differ.
import type { Secret } from '@polyvault/sdk';

import type { Entry } from './entry.ts';

export interface ImportRow {
  readonly key: string;
  readonly action: 'create' | 'change' | 'keep' | 'refuse';
  /** Why it is refused or kept. */
  readonly reason: string | null;
  /** Whether a new secret can have its own name as variable; another secret may hold it. */
  readonly env: boolean;
}

const MAX_VALUE_BYTES = 512 * 1024;

/** `current` has the secrets of the space by name, null for those that the caller cannot read. */
export function decideImport(
  entries: readonly Entry[],
  current: ReadonlyMap<string, Secret | null>,
): readonly ImportRow[] {
  const taken = new Set([...current.values()].map((secret) => secret?.delivery.env ?? null));
  return entries.map(({ key, value }) => {
    const env = !taken.has(key);
    const refusal = refusalOf(key, value, current.get(key) ?? null);
    if (refusal !== null) return { key, action: 'refuse', reason: refusal, env };
    if (!current.has(key)) return { key, action: 'create', reason: null, env };
    const same = current.get(key)?.fields['value'] === value;
    return same
      ? { key, action: 'keep', reason: 'it has this value already', env }
      : { key, action: 'change', reason: null, env };
  });
}

function refusalOf(key: string, value: string, existing: Secret | null): string | null {
  if (key === '.' || key === '..') return 'a secret cannot have this name';
  if (Array.from(key).length > 255) return 'the name has more than 255 characters';
  if (/[\u0000-\u001f\u007f]/.test(key) || !key.isWellFormed()) return 'the name has control characters';
  if (!value.isWellFormed()) return 'the value is not well-formed Unicode';
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES) return `the value has more than ${MAX_VALUE_BYTES} bytes`;
  const fields = Object.keys(existing?.fields ?? {});
  if (existing !== null && (fields.length !== 1 || fields[0] !== 'value')) {
    return 'the secret of this name has other fields than a value';
  }
  return null;
}
