// Metadata of a stored secret for the unit tests of this dialect, as core would hand it out.
import type { SecretMetadata } from '../../core/index.ts';

export function sampleSecret(parts: {
  readonly kind?: string;
  readonly fieldNames?: readonly string[];
  readonly username?: string;
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
}): SecretMetadata {
  return {
    id: '4c07bc67-57ea-42dd-b702-c2d6c45419fc',
    space: 'appgate',
    name: parts.name ?? 'object',
    kind: parts.kind ?? 'generic',
    description: parts.description ?? '',
    tags: parts.tags ?? [],
    delivery: { env: null, file: null, enabled: true },
    expiresAt: null,
    version: 1,
    fieldNames: parts.fieldNames ?? ['value'],
    publicFields: new Map(parts.username === undefined ? [] : [['username', parts.username]]),
    createdAt: 1_700_000_000_000,
    updatedAt: 1_700_000_000_000,
  };
}
