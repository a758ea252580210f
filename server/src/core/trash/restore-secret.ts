// Takes a secret out of the trash, with its history, under its old name or another one.
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { AppError } from '../../base/errors.ts';
import { auditFound } from '../secrets/find-secret.ts';
import { deliveryOf, searchText, toMetadata } from '../secrets/rows.ts';
import { checkSecret, mergeDelivery } from '../secrets/rules.ts';
import type { SecretMetadata } from '../secrets/secret.ts';
import { checkUnique } from '../secrets/uniqueness.ts';
import { keepState } from '../time/secret-states.ts';
import { findTrashedSecret } from './find-trashed.ts';
import type { RestoredAs } from './trash.ts';

export async function restoreSecret(
  ports: Ports,
  caller: Caller,
  target: { readonly space: string; readonly id: string },
  input: Lazy<RestoredAs>,
): Promise<SecretMetadata> {
  return operate(ports, caller, {
    name: 'trash.restore',
    requires: { on: 'space', path: target.space, anyOf: ['create'] },
    object: { kind: 'secret', id: target.id },
    run: async (scope) => {
      const { row, space } = await findTrashedSecret(ports, scope.space, target.id);
      const as = force(input);
      checkSecret(as);
      const delivery = mergeDelivery(deliveryOf(row), as.delivery);
      const name = as.name ?? row.name;
      const named = { public_id: row.public_id, name, description: row.description };
      const next = signNext(ports.keyring, 'secrets', row, {
        name,
        env: delivery.env,
        file: delivery.file,
        delivery_enabled: delivery.enabled ? 1 : 0,
        search: searchText({ ...named, tags: JSON.parse(row.tags) as string[] }),
        updated_at: Math.max(ports.clock.now(), row.updated_at),
        deleted_at: null,
      });
      await checkFree(ports, next);
      return {
        result: toMetadata(next, space.path),
        changes: [{ op: 'update', table: 'secrets', row: next }, ...keepState(ports, row, next)],
        objects: [{ ...auditFound(next), versionAfter: next.version }],
      };
    },
  });
}

const TAKEN: Readonly<Record<string, string>> = {
  name: 'The name is taken again. Give another `name` to restore it under.',
  env: 'Its variable is taken again. Give another `delivery.env`, or null for none.',
  file: 'Its file path is taken again. Give another `delivery.file`, or null for none.',
  id: 'A secret with its id is in the space again. Purge one of the two.',
};

/** `conflict` whose message says what to give instead. */
async function checkFree(ports: Ports, row: Parameters<typeof checkUnique>[2] & { space_id: string }) {
  try {
    await checkUnique(ports, row.space_id, row);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    throw new AppError('conflict', TAKEN[error.details.field ?? ''] ?? error.message, {
      details: error.details,
    });
  }
}
