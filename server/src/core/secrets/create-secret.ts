// Creates secrets in a space, one or several at once, all or nothing; the first write makes the space.
import { newId } from '../../base/ids.ts';
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { force } from '../lazy.ts';
import { signNew } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Done, Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SecretRow, SpaceRow } from '../ports/tables.ts';
import { ensureSpace } from '../spaces/ensure-space.ts';
import { auditFound } from './find-secret.ts';
import { DEFAULT_KIND } from './kinds.ts';
import { checkQuota } from './quota.ts';
import { searchText, sealVersion, toMetadata } from './rows.ts';
import { checkSecret, mergeDelivery, uniqueTags } from './rules.ts';
import type { NewSecret, SecretMetadata, SpaceQuota } from './secret.ts';
import { checkUnique } from './uniqueness.ts';

interface Target {
  readonly space: string;
  readonly quota?: SpaceQuota;
}

export async function createSecret(
  ports: Ports,
  caller: Caller,
  target: Target,
  input: Lazy<NewSecret>,
): Promise<SecretMetadata> {
  return operate(ports, caller, {
    name: 'secret.create',
    requires: { on: 'space', path: target.space, anyOf: ['create'] },
    run: async (scope) => {
      const { result, ...done } = await planSecrets(ports, scope, target.quota, [force(input)], () => '');
      const [metadata] = result;
      if (metadata === undefined) throw new TypeError('One input makes one secret.');
      return { ...done, result: metadata };
    },
  });
}

export async function createSecrets(
  ports: Ports,
  caller: Caller,
  target: Target,
  inputs: Lazy<readonly NewSecret[]>,
): Promise<readonly SecretMetadata[]> {
  return operate(ports, caller, {
    name: 'secret.create',
    requires: { on: 'space', path: target.space, anyOf: ['create'] },
    run: (scope) => planSecrets(ports, scope, target.quota, force(inputs), (index) => `${index}.`),
  });
}

/** What creating one secret after the other would write. */
export async function planSecrets(
  ports: Ports,
  scope: Scope,
  quota: SpaceQuota | undefined,
  inputs: readonly NewSecret[],
  prefixOf: (index: number) => string,
): Promise<Done<readonly SecretMetadata[]>> {
  for (const [index, input] of inputs.entries()) checkSecret(input, prefixOf(index));
  const space = ensureSpace(ports, scope.space);
  const changes: RowChange[] = [...space.changes];
  const rows: SecretRow[] = [];
  for (const [index, input] of inputs.entries()) {
    const planned = planSecret(ports, scope, space.row, input);
    await checkUnique(ports, scope.space.row?.id ?? null, planned.secret, rows, prefixOf(index));
    rows.push(planned.secret);
    changes.push({ op: 'insert', table: 'secrets', row: planned.secret });
    changes.push({ op: 'insert', table: 'versions', row: planned.version });
  }
  const isNew = scope.space.row === null;
  changes.push(...(await checkQuota(ports, { row: space.row, isNew }, quota, [], rows)));
  return {
    result: rows.map((row) => toMetadata(row, space.row.path)),
    changes,
    objects: rows.map((row) => ({ ...auditFound(row), versionAfter: row.version })),
  };
}

function planSecret(ports: Ports, scope: Scope, space: SpaceRow, input: NewSecret) {
  const id = newId();
  const publicId = input.id?.toLowerCase() ?? id;
  const kind = input.kind ?? DEFAULT_KIND;
  const fields = new Map(Object.entries(input.fields));
  const createdBy = scope.caller?.principal.name ?? '';
  const version = sealVersion(ports, space, { secretId: id, version: 1 }, { kind, fields }, createdBy);
  const delivery = mergeDelivery({ env: null, file: null, enabled: true }, input.delivery);
  const tags = uniqueTags(input.tags ?? []);
  const now = ports.clock.now();
  const named = { public_id: publicId, name: input.name, description: input.description ?? '' };
  const secret = signNew(ports.keyring, 'secrets', {
    id,
    ...named,
    space_id: space.id,
    kind,
    tags: JSON.stringify(tags),
    env: delivery.env,
    file: delivery.file,
    delivery_enabled: delivery.enabled ? 1 : 0,
    expires_at: input.expiresAt ?? null,
    version: 1,
    ...version.columns,
    search: searchText({ ...named, tags }),
    created_at: now,
    updated_at: now,
    deleted_at: null,
  });
  return { secret, version: version.row };
}
