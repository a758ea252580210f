// Reads the values of one version of one secret.
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { requireReadable } from '../move/require-readable.ts';
import { auditRef, requireVersion } from './find-secret.ts';
import { toContent } from './rows.ts';
import type { SecretContent, SecretRef } from './secret.ts';

export async function readSecret(
  ports: Ports,
  caller: Caller,
  ref: SecretRef & { readonly version?: number },
): Promise<SecretContent> {
  return operate(ports, caller, {
    name: 'secret.read',
    requires: { on: 'space', path: ref.space, anyOf: ['read'] },
    object: auditRef(ref),
    run: async (scope) => {
      const { row, space, object } = await requireReadable(ports, scope, ref, 'read');
      const version = await requireVersion(ports, row, ref.version ?? row.version);
      const result = toContent(ports, space, row, version);
      return { result, objects: [{ ...object, version: version.version }] };
    },
  });
}
