// Takes a space back to what it was at a moment, all of it or nothing: old contents become new versions, what was not there
// goes to the trash, what is in the trash comes back. Nothing is lost, so that going back can be taken back.
import { setImmediate } from 'node:timers/promises';

import { invalidInput } from '../../base/errors.ts';
import type { AuditObject } from '../audit/event.ts';
import type { Caller } from '../caller.ts';
import { signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SecretRow, SpaceRow } from '../ports/tables.ts';
import { requireReadToPublish } from '../secrets/change-secret.ts';
import { auditFound, requireVersion } from '../secrets/find-secret.ts';
import { openVersion, searchText, sealVersion } from '../secrets/rows.ts';
import { checkMoment, secretsAsOf } from './as-of.ts';
import type { SecretThen } from './as-of.ts';
import { keepState } from './secret-states.ts';
import type { RestoreStep } from './time.ts';

const TURN = 50;
const UNIQUE = ['public_id', 'name', 'env', 'file'] as const;
const METADATA = ['kind', 'description', 'tags', 'delivery_enabled', 'expires_at', ...UNIQUE] as const;

export async function restoreSpace(
  ports: Ports,
  caller: Caller,
  input: { readonly space: string; readonly at: number; readonly preview: boolean },
): Promise<readonly RestoreStep[]> {
  return operate(ports, caller, {
    name: input.preview ? 'space.restore-preview' : 'space.restore',
    requires: { on: 'space', path: input.space, anyOf: ['change'] },
    object: { kind: 'space', name: input.space },
    run: async (scope) => {
      checkMoment(ports, input.at);
      const space = scope.space.row;
      if (space === null || input.at < space.created_at) {
        throw invalidInput({ path: 'at', message: 'must be a moment at which the space was there' });
      }
      const planned = await plan(ports, scope, space, input.at);
      const steps = planned.map(({ step }) => step);
      if (steps.some((step) => step.steps.includes('untrash'))) scope.require('create');
      if (steps.some((step) => step.steps.includes('trash'))) scope.require('delete');
      const whole = { kind: 'space', id: space.id, name: space.path, count: planned.length } as const;
      if (input.preview) return { result: steps, objects: [whole] };
      return { result: steps, changes: changesOf(ports, planned), objects: [whole, ...objectsOf(planned)] };
    },
  });
}

interface Planned {
  readonly step: RestoreStep;
  readonly row: SecretRow;
  /** The columns that change; null where nothing does. */
  readonly columns: Partial<SecretRow> | null;
  /** The new version. */
  readonly version: readonly RowChange[];
}

async function plan(ports: Ports, scope: Scope, space: SpaceRow, at: number): Promise<readonly Planned[]> {
  const planned: Planned[] = [];
  const then = await secretsAsOf(ports, space, at);
  for (const [index, secret] of then.entries()) {
    if (index % TURN === TURN - 1) await setImmediate();
    const one = await planOne(ports, scope, space, secret);
    if (one.step.steps.length > 0) planned.push(one);
  }
  const known = new Set(then.map(({ row }) => row.id));
  for (const { row } of await secretsAsOf(ports, space, ports.clock.now())) {
    if (known.has(row.id)) continue;
    const columns = { deleted_at: ports.clock.now() };
    const step: RestoreStep = {
      name: row.name,
      nameNow: row.name,
      steps: ['trash'],
      versionNow: row.version,
      versionThen: null,
    };
    planned.push({ step, row, columns, version: [] });
  }
  return planned;
}

async function planOne(ports: Ports, scope: Scope, space: SpaceRow, secret: SecretThen): Promise<Planned> {
  const { row, then } = secret;
  const steps: RestoreStep['steps'][number][] = [];
  const step: RestoreStep = {
    name: then.name,
    nameNow: row.name,
    steps,
    versionNow: row.version,
    versionThen: then.version,
  };
  if (row.space_id !== space.id) {
    steps.push('elsewhere');
    return { step, row, columns: null, version: [] };
  }
  if (row.deleted_at !== null) steps.push('untrash');
  const fields = await contentToRestore(ports, space, secret);
  if (fields === 'lost') steps.push('lost');
  else if (fields !== null) steps.push('content');
  // A kind says which fields are public; without the content of then, that of now keeps its own.
  const kind = fields === 'lost' ? row.kind : then.kind;
  const metadata = { ...Object.fromEntries(METADATA.map((column) => [column, then[column]])), kind };
  if (METADATA.some((column) => ({ ...then, kind })[column] !== row[column])) steps.push('metadata');
  const current = { ...row, ...metadata } as SecretRow;
  const sealed = fields === null || fields === 'lost' ? null : seal(ports, scope, space, secret, fields);
  const columns = {
    ...metadata,
    ...(sealed === null ? {} : { version: row.version + 1, ...sealed.columns }),
    search: searchText({ ...current, tags: JSON.parse(current.tags) as string[] }),
    updated_at: Math.max(ports.clock.now(), row.updated_at),
    deleted_at: null,
  };
  const version = sealed === null ? [] : [{ op: 'insert', table: 'versions', row: sealed.row } as const];
  return { step, row, columns: steps.some((one) => one !== 'lost') ? columns : null, version };
}

/** The content of then, `lost` when it was destroyed, or null when it is the one of now. */
async function contentToRestore(
  ports: Ports,
  space: SpaceRow,
  { row, then, version }: SecretThen,
): Promise<ReadonlyMap<string, string> | 'lost' | null> {
  if (version.version === row.version && then.kind === row.kind) return null;
  if (version.destroyed_at !== null) return 'lost';
  const fields = openVersion(ports, space, version);
  const current = await requireVersion(ports, row, row.version);
  if (current.destroyed_at !== null || then.kind !== row.kind) return fields;
  const same = JSON.stringify([...openVersion(ports, space, current)]) === JSON.stringify([...fields]);
  return same ? null : fields;
}

function seal(
  ports: Ports,
  scope: Scope,
  space: SpaceRow,
  { row, then, version }: SecretThen,
  fields: ReadonlyMap<string, string>,
) {
  requireReadToPublish(scope, then.kind, fields, version);
  const place = { secretId: row.id, version: row.version + 1 };
  return sealVersion(ports, space, place, { kind: then.kind, fields }, scope.caller?.principal.name ?? '');
}

/** Who holds what another one takes steps aside first, so that names can be exchanged. */
function changesOf(ports: Ports, planned: readonly Planned[]): readonly RowChange[] {
  const aside: RowChange[] = [];
  const after: RowChange[] = [];
  for (const { row, columns, version } of planned) {
    if (columns === null) continue;
    const moves = row.deleted_at === null && UNIQUE.some((column) => takenByOther(planned, row, column));
    const leaves = columns.deleted_at != null;
    const from =
      moves && !leaves ? signNext(ports.keyring, 'secrets', row, { deleted_at: ports.clock.now() }) : row;
    const next = signNext(ports.keyring, 'secrets', from, columns);
    if (from !== row) aside.push({ op: 'update', table: 'secrets', row: from });
    (leaves ? aside : after).push({ op: 'update', table: 'secrets', row: next });
    after.push(...version, ...keepState(ports, row, next));
  }
  return [...aside, ...after];
}

function takenByOther(planned: readonly Planned[], row: SecretRow, column: (typeof UNIQUE)[number]): boolean {
  if (row[column] === null) return false;
  return planned.some((other) => other.row.id !== row.id && other.columns?.[column] === row[column]);
}

function objectsOf(planned: readonly Planned[]): readonly AuditObject[] {
  return planned
    .filter(({ columns }) => columns !== null)
    .map(({ row, columns }) => ({
      ...auditFound(row),
      versionBefore: row.version,
      versionAfter: columns?.version ?? row.version,
    }));
}
