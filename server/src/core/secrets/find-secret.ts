// Finds live secrets and their versions for operations; what is not there is `not-found`, what does not verify
// is `integrity-failed`, never the one for the other.
import { AppError } from '../../base/errors.ts';
import { checkRow } from '../keys/signed-rows.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow, SpaceRow, VersionRow } from '../ports/tables.ts';
import type { FoundSpace } from '../spaces/find-space.ts';
import type { AuditObject } from '../audit/event.ts';
import { toMetadata } from './rows.ts';
import type { Precondition, SecretRef } from './secret.ts';

/** A live secret together with its space. */
export interface FoundSecret {
  readonly space: SpaceRow;
  readonly row: SecretRow;
}

type NameOrId = Pick<SecretRef, 'accepts'> & ({ readonly name: string } | { readonly id: string });

export async function findSecret(
  ports: Ports,
  space: FoundSpace,
  ref: NameOrId,
): Promise<FoundSecret | undefined> {
  if (space.row === null) return undefined;
  const where = 'name' in ref ? { name: ref.name } : { public_id: ref.id };
  const row = await ports.store.find('secrets', { space_id: space.row.id, ...where, deleted_at: null });
  if (row === undefined) return undefined;
  checkRow(ports.keyring, 'secrets', row);
  if (ref.accepts?.(toMetadata(row, space.path)) === false) return undefined;
  return { space: space.row, row };
}

/** `not-found` on `secret` when there is none. */
export async function requireSecret(ports: Ports, space: FoundSpace, ref: NameOrId): Promise<FoundSecret> {
  const found = await findSecret(ports, space, ref);
  if (found === undefined) throw noSecret(space.path);
  return found;
}

/** One version's row, checked; `not-found` on a `version` that never was, else `integrity-failed`. */
export async function requireVersion(ports: Ports, secret: SecretRow, version: number): Promise<VersionRow> {
  const row = await ports.store.find('versions', { secret_id: secret.id, version });
  if (row !== undefined) return checkRow(ports.keyring, 'versions', row);
  if (Number.isSafeInteger(version) && version >= 1 && version <= secret.version) throw missingVersion();
  throw new AppError('not-found', `There is no version ${version}; the newest is ${secret.version}.`, {
    details: { object: 'version' },
  });
}

/**
 * A row of a list of live secrets, checked: its MAC, and that it belongs into one of the spaces. What a store keeps to
 * find rows fast is not signed, and must not show what is elsewhere or in the trash.
 */
export function checkListed(
  ports: Ports,
  row: SecretRow,
  spaces: { has(spaceId: string): boolean },
): SecretRow {
  checkRow(ports.keyring, 'secrets', row);
  if (row.deleted_at === null && spaces.has(row.space_id)) return row;
  throw new AppError('integrity-failed', 'A stored row of secrets is listed where it does not belong.');
}

/** `version-mismatch` unless the precondition holds for what was found. */
export function checkPrecondition(
  found: FoundSecret | undefined,
  precondition: Precondition | undefined,
): void {
  if (precondition === undefined || precondition === 'none') return;
  const current = found?.row.version ?? 0;
  if (precondition === 'absent' ? current === 0 : current === precondition.version) return;
  throw new AppError(
    'version-mismatch',
    current === 0 ? 'The secret does not exist.' : `The current version is ${current}.`,
    { details: { currentVersion: current } },
  );
}

/** Version rows stay for ever, destroyed ones too: one that is not there was removed by hand. */
export function missingVersion(): AppError {
  return new AppError('integrity-failed', 'A row of versions is missing from the store.');
}

export function noSecret(path: string): AppError {
  return new AppError('not-found', `There is no such secret in the space ${path}.`, {
    details: { object: 'secret' },
  });
}

/** The object of an audit event, as the caller named it. */
export function auditRef(ref: SecretRef): AuditObject {
  return 'name' in ref ? { kind: 'secret', name: ref.name } : { kind: 'secret', id: ref.id };
}

/** The object of an audit event, as it was found. */
export function auditFound(row: SecretRow): AuditObject {
  return { kind: 'secret', id: row.public_id, name: row.name };
}
