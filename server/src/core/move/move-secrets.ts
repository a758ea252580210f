// Moves or copies secrets to another space with their history, all of them or none. Contents are sealed anew inside of
// core; who moves them sees none.
import { setImmediate } from 'node:timers/promises';

import { AppError, invalidInput } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import type { AuditObject } from '../audit/event.ts';
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { signNew, signNext } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Done, Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SecretRow, SpaceRow } from '../ports/tables.ts';
import { auditFound, checkListed, requireSecret } from '../secrets/find-secret.ts';
import type { FoundSecret } from '../secrets/find-secret.ts';
import { matchAll } from '../secrets/list-secrets.ts';
import { searchText, toMetadata } from '../secrets/rows.ts';
import { checkSecret } from '../secrets/rules.ts';
import { checkUnique } from '../secrets/uniqueness.ts';
import { ensureSpace } from '../spaces/ensure-space.ts';
import { findSpace } from '../spaces/find-space.ts';
import { parseSpacePath } from '../spaces/path.ts';
import { keepState } from '../time/secret-states.ts';
import { checkAliasUntil, planAlias } from './aliases.ts';
import type { CopyInput, MovedSecrets, MoveInput } from './move.ts';
import { copyVersions, moveVersions } from './reseal.ts';

/** Most secrets of one move or copy, and most versions of all of them. */
const MAX_SECRETS = 2000;
const MAX_VERSIONS = 20_000;
/** After this many secrets, others get their turn. */
const TURN = 20;

export async function moveSecrets(
  ports: Ports,
  caller: Caller,
  input: { readonly from: string },
  rest: Lazy<Omit<MoveInput, 'from'>>,
): Promise<MovedSecrets> {
  return operate(ports, caller, {
    name: 'secret.move',
    requires: { on: 'space', path: input.from, anyOf: ['move'] },
    object: { kind: 'space', name: input.from },
    run: async (scope) => {
      const { aliasUntil, ...what } = force(rest);
      checkAliasUntil(ports, aliasUntil);
      return plan(ports, scope, what, async (found, space, name) => {
        const next = movedRow(ports, found.row, space, name);
        const changes: RowChange[] = [
          { op: 'update', table: 'secrets', row: next },
          ...keepState(ports, found.row, next),
          ...(await moveVersions(ports, found, space)),
        ];
        if (aliasUntil !== undefined) {
          const address = { address: found.space.id, name: found.row.name };
          changes.push(await planAlias(ports, scope, address, next, aliasUntil));
        }
        return { next, changes };
      });
    },
  });
}

export async function copySecrets(
  ports: Ports,
  caller: Caller,
  input: { readonly from: string },
  rest: Lazy<Omit<CopyInput, 'from'>>,
): Promise<MovedSecrets> {
  return operate(ports, caller, {
    name: 'secret.copy',
    requires: { on: 'space', path: input.from, anyOf: ['read', 'move'] },
    object: { kind: 'space', name: input.from },
    run: (scope) =>
      plan(ports, scope, force(rest), async (found, space, name) => {
        const next = copiedRow(ports, found.row, space, name);
        const versions = await copyVersions(ports, found, { space, secretId: next.id });
        return { next, changes: [{ op: 'insert', table: 'secrets', row: next }, ...versions] };
      }),
  });
}

interface Planned {
  readonly next: SecretRow;
  readonly changes: readonly RowChange[];
}

async function plan(
  ports: Ports,
  scope: Scope,
  what: { readonly names?: readonly string[]; readonly to: string; readonly name?: string },
  planOne: (found: FoundSecret, space: SpaceRow, name: string) => Promise<Planned>,
): Promise<Done<MovedSecrets>> {
  const target = await findSpace(ports, parseSpacePath(what.to));
  scope.requireAt(target, 'create');
  if (target.path === scope.space.path) {
    throw invalidInput({
      path: 'to',
      message: 'must be another space; a new name is a change of the secret',
    });
  }
  const founds = await foundOf(ports, scope, what.names);
  if (what.name !== undefined) {
    checkSecret({ name: what.name });
    if (founds.length !== 1) throw invalidInput({ path: 'name', message: 'is for one secret alone' });
  }
  const space = ensureSpace(ports, target);
  const changes: RowChange[] = [...space.changes];
  const rows: SecretRow[] = [];
  const objects: AuditObject[] = [];
  for (const [index, found] of founds.entries()) {
    if (index % TURN === TURN - 1) await setImmediate();
    const { next, changes: own } = await planOne(found, space.row, what.name ?? found.row.name);
    await checkUnique(ports, target.row?.id ?? null, next, rows);
    rows.push(next);
    changes.push(...own);
    const { version } = found.row;
    const to = { space: target.path, name: next.name };
    objects.push({ ...auditFound(found.row), versionBefore: version, versionAfter: version, to });
  }
  return { result: rows.map((row) => toMetadata(row, target.path)), changes, objects };
}

async function foundOf(
  ports: Ports,
  scope: Scope,
  names: readonly string[] | undefined,
): Promise<readonly FoundSecret[]> {
  const founds = names === undefined ? await everySecret(ports, scope) : [];
  for (const name of new Set(names)) founds.push(await requireSecret(ports, scope.space, { name }));
  if (founds.length === 0) throw invalidInput({ path: 'names', message: 'must name at least one secret' });
  const versions = founds.reduce((sum, { row }) => sum + row.version, 0);
  if (founds.length > MAX_SECRETS || versions > MAX_VERSIONS) {
    throw new AppError(
      'too-large',
      `At most ${MAX_SECRETS} secrets with ${MAX_VERSIONS} versions go at once. Name fewer of them.`,
      { details: { object: 'space', max: MAX_SECRETS } },
    );
  }
  return founds;
}

async function everySecret(ports: Ports, scope: Scope): Promise<FoundSecret[]> {
  const space = scope.space.row;
  if (space === null) return [];
  const rows = await ports.store.listSecrets({
    ...matchAll([space.id]),
    orderBy: 'name',
    descending: false,
    offset: 0,
    limit: MAX_SECRETS + 1,
    after: null,
  });
  const own = new Set([space.id]);
  return rows.map((row) => ({ row: checkListed(ports, row, own), space }));
}

function movedRow(ports: Ports, row: SecretRow, space: SpaceRow, name: string): SecretRow {
  return signNext(ports.keyring, 'secrets', row, {
    space_id: space.id,
    ...renamed(row, name),
    updated_at: Math.max(ports.clock.now(), row.updated_at),
  });
}

/** Another secret, with an id of its own; its dates begin now, those of its versions stay. */
function copiedRow(ports: Ports, row: SecretRow, space: SpaceRow, name: string): SecretRow {
  const id = newId();
  const now = ports.clock.now();
  return signNew(ports.keyring, 'secrets', {
    ...row,
    id,
    public_id: id,
    space_id: space.id,
    ...renamed({ ...row, public_id: id }, name),
    created_at: now,
    updated_at: now,
  });
}

function renamed(row: SecretRow, name: string): Pick<SecretRow, 'name' | 'search'> {
  return { name, search: searchText({ ...row, name, tags: JSON.parse(row.tags) as string[] }) };
}
