// Puts a secret into the trash, with its history; its name, variable and path are free at once.
import type { Caller } from '../caller.ts';
import { signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { auditFound, auditRef, checkPrecondition, requireSecret } from './find-secret.ts';
import type { Precondition, SecretRef } from './secret.ts';

export async function deleteSecret(
  ports: Ports,
  caller: Caller,
  target: SecretRef & { readonly precondition?: Precondition },
): Promise<void> {
  return operate(ports, caller, {
    name: 'secret.delete',
    requires: { on: 'space', path: target.space, anyOf: ['delete'] },
    object: auditRef(target),
    run: async (scope) => {
      const found = await requireSecret(ports, scope.space, target);
      checkPrecondition(found, target.precondition);
      const row = signNext(ports.keyring, 'secrets', found.row, { deleted_at: ports.clock.now() });
      return {
        result: undefined,
        changes: [{ op: 'update', table: 'secrets', row }],
        objects: [{ ...auditFound(found.row), versionBefore: found.row.version }],
      };
    },
  });
}
