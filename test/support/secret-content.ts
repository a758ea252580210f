// A secret's content for the unit tests of the renderers, as readSecret gives it.
import { SecretText } from '../../server/src/base/secret-text.ts';
import type { SecretContent } from '../../server/src/core/index.ts';

export function contentFor(kind: string, fields: Readonly<Record<string, string>>): SecretContent {
  return {
    metadata: {
      id: '0190f3e0-0000-7000-8000-000000000001',
      space: 'fandogh/shop',
      name: 'my-secret',
      kind,
      description: '',
      tags: [],
      delivery: { env: null, file: null, enabled: true },
      expiresAt: null,
      version: 1,
      fieldNames: Object.keys(fields).sort(),
      publicFields: new Map(),
      createdAt: 0,
      updatedAt: 0,
    },
    version: 1,
    versionCreatedAt: 0,
    fields: new Map(Object.entries(fields).map(([name, value]) => [name, new SecretText(value)])),
  };
}
