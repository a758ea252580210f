// Puts a secret into the trash, with its history; its name, variable and path are free at once.
import type { Caller } from '../caller.ts';
import { signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { auditFound, auditRef, checkPrecondition, requireSecret } from './find-secret.ts';
import { keepState } from '../time/secret-states.ts';
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
      const { row } = found;
      const now = ports.clock.now();
      const next = signNext(ports.keyring, 'secrets', row, { deleted_at: now });
      return {
        result: undefined,
        changes: [{ op: 'update', table: 'secrets', row: next }, ...keepState(ports, row, next)],
        objects: [{ ...auditFound(row), versionBefore: row.version }],
      };
    },
  });
}
