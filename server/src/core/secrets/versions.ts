// The history of a secret: its versions, an old one made current again, and content erased for good.
import { invalidInput } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { backupsKeptUntil } from '../keys/backup-mark.ts';
import { checkRow, signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SecretRow, VersionRow } from '../ports/tables.ts';
import { planChange, requireReadToPublish } from './change-secret.ts';
import {
  auditFound,
  auditRef,
  checkPrecondition,
  missingVersion,
  requireSecret,
  requireVersion,
} from './find-secret.ts';
import { requireReadable } from '../move/require-readable.ts';
import { openVersion } from './rows.ts';
import type { Destruction, Precondition, SecretMetadata, SecretRef, VersionSummary } from './secret.ts';

export async function listVersions(
  ports: Ports,
  caller: Caller,
  ref: SecretRef,
): Promise<readonly VersionSummary[]> {
  return operate(ports, caller, {
    name: 'secret.versions',
    requires: { on: 'space', path: ref.space, anyOf: ['list'] },
    object: auditRef(ref),
    run: async (scope) => {
      const { row, object } = await requireReadable(ports, scope, ref, 'list');
      const versions = await allVersions(ports, row);
      return { result: summarize(versions), objects: [{ ...object, count: versions.length }] };
    },
  });
}

export async function rollbackSecret(
  ports: Ports,
  caller: Caller,
  target: SecretRef & { readonly precondition?: Precondition },
  input: Lazy<{ readonly version: number }>,
): Promise<SecretMetadata> {
  return operate(ports, caller, {
    name: 'secret.rollback',
    requires: { on: 'space', path: target.space, anyOf: ['change'] },
    object: auditRef(target),
    run: async (scope) => {
      const found = await requireSecret(ports, scope.space, target);
      checkPrecondition(found, target.precondition);
      const version = await requireVersion(ports, found.row, force(input).version);
      const fields = openVersion(ports, found.space, version);
      requireReadToPublish(scope, found.row.kind, fields, version);
      return planChange(ports, scope, found, { fields: Object.fromEntries(fields) });
    },
  });
}

export async function destroyVersions(
  ports: Ports,
  caller: Caller,
  ref: SecretRef,
  input: Lazy<{ readonly versions: readonly number[] }>,
): Promise<Destruction> {
  return operate(ports, caller, {
    name: 'secret.destroy',
    requires: { on: 'space', path: ref.space, anyOf: ['destroy'] },
    object: auditRef(ref),
    run: async (scope) => {
      const { row } = await requireSecret(ports, scope.space, ref);
      const numbers = [...new Set(force(input).versions)];
      if (numbers.length === 0)
        throw invalidInput({ path: 'versions', message: 'must name at least one version' });
      const now = ports.clock.now();
      const changes: RowChange[] = [];
      const after = new Map((await allVersions(ports, row)).map((version) => [version.version, version]));
      for (const number of numbers) {
        const version = after.get(number) ?? (await requireVersion(ports, row, number));
        if (version.destroyed_at !== null) continue;
        const next = signNext(ports.keyring, 'versions', version, {
          wrapped_key: null,
          sealed: null,
          public_fields: '[]',
          destroyed_at: now,
        });
        after.set(number, next);
        changes.push({ op: 'update', table: 'versions', row: next });
      }
      if (numbers.includes(row.version)) {
        const next = signNext(ports.keyring, 'secrets', row, { public_fields: '[]' });
        changes.push({ op: 'update', table: 'secrets', row: next });
      }
      return {
        result: {
          versions: summarize([...after.values()]),
          erasedAt: now,
          erasedEverywhereAt: await goneEverywhere(ports, now),
        },
        changes,
        objects: numbers.map((version) => ({ ...auditFound(row), version })),
      };
    },
  });
}

/** With the last backup that may hold what was erased now; null for never. */
async function goneEverywhere(ports: Ports, now: number): Promise<number | null> {
  const until = await backupsKeptUntil(ports);
  return until === 'never' ? null : Math.max(now, until ?? now);
}

/** All versions up to the one that was current when the secret was read; a later one belongs to a later look. */
async function allVersions(ports: Ports, secret: SecretRow): Promise<readonly VersionRow[]> {
  const found = await ports.store.select('versions', { secret_id: secret.id });
  const rows = found.filter(({ version }) => version <= secret.version);
  if (rows.length !== secret.version) throw missingVersion();
  return rows.map((row) => checkRow(ports.keyring, 'versions', row));
}

/** Newest first. */
function summarize(versions: readonly VersionRow[]): readonly VersionSummary[] {
  return versions
    .map((row) => ({
      version: row.version,
      createdAt: row.created_at,
      createdBy: row.created_by,
      fieldNames: JSON.parse(row.field_names) as string[],
      destroyedAt: row.destroyed_at,
    }))
    .sort((a, b) => b.version - a.version);
}
