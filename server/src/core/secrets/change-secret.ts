// Changes a secret: metadata in place, content as a new version. Also what replacing and rolling back share.
import { AppError, invalidInput } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Done, Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { VersionRow } from '../ports/tables.ts';
import { auditFound, auditRef, checkPrecondition, requireSecret, requireVersion } from './find-secret.ts';
import type { FoundSecret } from './find-secret.ts';
import { checkQuota } from './quota.ts';
import { splitFields } from './kinds.ts';
import { deliveryOf, openVersion, searchText, sealVersion, toMetadata } from './rows.ts';
import { checkSecret, mergeDelivery, uniqueTags } from './rules.ts';
import type { Precondition, SecretChange, SecretMetadata, SecretRef, SpaceQuota } from './secret.ts';
import { keepState } from '../time/secret-states.ts';
import { checkUnique } from './uniqueness.ts';

export async function changeSecret(
  ports: Ports,
  caller: Caller,
  target: SecretRef & { readonly precondition?: Precondition; readonly quota?: SpaceQuota },
  input: SecretChange | ((current: SecretMetadata) => SecretChange),
): Promise<SecretMetadata> {
  return operate(ports, caller, {
    name: 'secret.change',
    requires: { on: 'space', path: target.space, anyOf: ['change'] },
    object: auditRef(target),
    run: async (scope) => {
      const found = await requireSecret(ports, scope.space, target);
      checkPrecondition(found, target.precondition);
      const change = typeof input === 'function' ? input(toMetadata(found.row, found.space.path)) : input;
      return planChange(ports, scope, found, change, target.quota);
    },
  });
}

/** What a change of a found secret would write. */
export async function planChange(
  ports: Ports,
  scope: Scope,
  found: FoundSecret,
  change: SecretChange,
  quota?: SpaceQuota,
): Promise<Done<SecretMetadata>> {
  if (change.fields !== undefined && change.setFields !== undefined) {
    throw invalidInput({ path: 'fields', message: 'must not be given together with single fields' });
  }
  const fieldParts = change.fields ?? change.setFields;
  checkSecret({ ...change, ...(fieldParts === undefined ? {} : { fields: fieldParts }) });
  const { row, space } = found;
  const kind = change.kind ?? row.kind;
  const fields = await nextFields(ports, scope, found, change);
  const sealed =
    fields === null
      ? null
      : sealVersion(
          ports,
          space,
          { secretId: row.id, version: row.version + 1 },
          { kind, fields },
          scope.caller?.principal.name ?? '',
        );
  const delivery = mergeDelivery(deliveryOf(row), change.delivery);
  const tags = change.tags === undefined ? (JSON.parse(row.tags) as string[]) : uniqueTags(change.tags);
  const named = {
    public_id: row.public_id,
    name: change.name ?? row.name,
    description: change.description ?? row.description,
  };
  const next = signNext(ports.keyring, 'secrets', row, {
    ...named,
    kind,
    tags: JSON.stringify(tags),
    env: delivery.env,
    file: delivery.file,
    delivery_enabled: delivery.enabled ? 1 : 0,
    expires_at: change.expiresAt === undefined ? row.expires_at : change.expiresAt,
    ...(sealed === null ? {} : { version: row.version + 1, ...sealed.columns }),
    search: searchText({ ...named, tags }),
    updated_at: Math.max(ports.clock.now(), row.updated_at),
  });
  await checkUnique(ports, space.id, next);
  const changes: RowChange[] = [
    { op: 'update', table: 'secrets', row: next },
    ...keepState(ports, row, next),
  ];
  if (sealed !== null) changes.push({ op: 'insert', table: 'versions', row: sealed.row });
  changes.push(...(await checkQuota(ports, { row: space, isNew: false }, quota, [row], [next])));
  return {
    result: toMetadata(next, space.path),
    changes,
    objects: [{ ...auditFound(next), versionBefore: row.version, versionAfter: next.version }],
  };
}

/**
 * `forbidden` without `read` when a field that was sealed in its version would become public under the kind: who
 * may change but not read must not learn it that way.
 */
export function requireReadToPublish(
  scope: Scope,
  kind: string,
  fields: ReadonlyMap<string, string>,
  version: VersionRow,
): void {
  const before = new Map(JSON.parse(version.public_fields) as [string, string][]);
  const published = [...splitFields(kind, fields).open.keys()];
  if (published.some((name) => !before.has(name))) scope.require('read');
}

/** The content of the next version, or null when this change makes none. */
async function nextFields(
  ports: Ports,
  scope: Scope,
  found: FoundSecret,
  change: SecretChange,
): Promise<ReadonlyMap<string, string> | null> {
  if (change.fields !== undefined) return new Map(Object.entries(change.fields));
  const kindChanges = change.kind !== undefined && change.kind !== found.row.kind;
  if (change.setFields === undefined && !kindChanges) return null;
  const version = await requireVersion(ports, found.row, found.row.version);
  const fields = new Map(openVersion(ports, found.space, version));
  const given = Object.entries(change.setFields ?? {});
  for (const [name] of given) fields.delete(name);
  requireReadToPublish(scope, change.kind ?? found.row.kind, fields, version);
  for (const [name, value] of given) if (value !== null) fields.set(name, value);
  if (fields.size > 100) throw new AppError('invalid-input', 'A secret has at most 100 fields.');
  return fields;
}
