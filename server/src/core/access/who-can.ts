// Who can read a secret and through what, and what one principal can see. Each name in the answer was decided for
// as if that principal had asked himself.
import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { toServicePrincipal, toUserPrincipal } from '../identity/rows.ts';
import { findUserRow } from '../identity/users.ts';
import { checkRow } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { GrantRow } from '../ports/tables.ts';
import { auditFound, auditRef, requireSecret } from '../secrets/find-secret.ts';
import type { SecretRef } from '../secrets/secret.ts';
import type { FoundSpace } from '../spaces/find-space.ts';
import type { Grant } from '../spaces/space.ts';
import { rightsOn } from '../spaces/spaces.ts';
import { decide } from './decide.ts';
import type { AccessSnapshot } from './decide.ts';
import { describeGrant } from './grants.ts';
import { membersOf } from './group-rows.ts';
import { toGroup } from './groups.ts';
import { patternsMatching } from './pattern.ts';
import { cutPage, parsePage } from './place.ts';
import type { PageInput } from './place.ts';
import type { Group, Page, PrincipalAccess, PrincipalName, Reader } from './report.ts';
import { snapshotOf } from './snapshot.ts';

/** How many rows are read at once. */
const STEP = 500;

type PrincipalKey = readonly [kind: string, id: string];
type LivePrincipal = PrincipalName & { readonly admin?: boolean };

/** Live principals that may read the secret, by kind and id; needs `grant` on the space. */
export async function listReaders(
  ports: Ports,
  caller: Caller,
  ref: SecretRef & PageInput,
): Promise<Page<Reader>> {
  return operate(ports, caller, {
    name: 'secret.access',
    requires: { on: 'space', path: ref.space, anyOf: ['grant'] },
    object: auditRef(ref),
    run: async (scope) => {
      const { row } = await requireSecret(ports, scope.space, ref);
      const { limit, after } = parsePage(ref, 2);
      const from = after === null ? '' : keyOf([String(after[0]), String(after[1])]);
      const keys = (await candidates(ports, scope.space)).filter((key) => keyOf(key) > from);
      const readers: Reader[] = [];
      for (const [kind, id] of keys) {
        if (readers.length > limit) break;
        const principal = await findPrincipal(ports, kind, id);
        if (principal === null) continue;
        const { allow, reasons } = decide(await snapshotOf(ports, principal), 'read', scope.space);
        if (allow) readers.push({ kind: principal.kind, id, name: principal.name, reasons });
      }
      const { shown, nextCursor } = cutPage(readers, limit, (reader) => [reader.kind, reader.id]);
      return {
        result: { items: shown, nextCursor },
        objects: [{ ...auditFound(row), count: shown.length }],
      };
    },
  });
}

/** For administrators. `not-found` on `user` for an id that no user and no service has. */
export async function describePrincipal(
  ports: Ports,
  caller: Caller,
  input: { readonly id: string } & PageInput,
): Promise<PrincipalAccess> {
  return operate(ports, caller, {
    name: 'access.principal',
    requires: { on: 'installation', action: 'manage-users' },
    run: async () => {
      const principal =
        (await findPrincipal(ports, 'user', input.id)) ?? (await findPrincipal(ports, 'service', input.id));
      if (principal === null) {
        throw new AppError('not-found', 'There is no live user or service of this id.', {
          details: { object: 'user' },
        });
      }
      const snapshot = await snapshotOf(ports, principal);
      const { kind, id, name } = principal;
      const result: PrincipalAccess = {
        principal: { kind, id, name },
        administrator: snapshot.administrator,
        groups: await groupsOf(ports, kind, id),
        grants: await grantsIn(ports, snapshot),
        spaces: await visibleSpaces(ports, snapshot, input),
      };
      return { result, objects: [{ kind, id, name, count: result.spaces.items.length }] };
    },
  });
}

/** Everybody for whom there is any reason to be considered, each once, in order. */
async function candidates(ports: Ports, space: FoundSpace): Promise<readonly PrincipalKey[]> {
  const found = new Map<string, PrincipalKey>();
  const add = (kind: string, id: string): void => {
    found.set(keyOf([kind, id]), [kind, id]);
  };
  if (space.ownerId !== null) return [['user', space.ownerId]];
  for (const user of await ports.store.select('users', { admin: 1 })) add('user', user.id);
  for (const home of ports.settings.homes) {
    const segments = space.path.split('/').slice(0, home.source.split('/').length);
    const { username, user_id: id } = home.match(segments.join('/')) ?? {};
    if (id !== undefined) add('user', id);
    const user = username === undefined ? undefined : await findUserRow(ports, { username });
    if (user?.username === username && user !== undefined) add('user', user.id);
  }
  for await (const grant of grantsCovering(ports, space.path)) {
    if (grant.principal_kind !== 'group') add(grant.principal_kind, grant.principal_id);
    else {
      for (const member of await membersOf(ports, grant.principal_id)) {
        add(member.principal_kind, member.principal_id);
      }
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
}

async function* grantsCovering(ports: Ports, path: string): AsyncGenerator<GrantRow> {
  const where = { pattern: patternsMatching(path) };
  let after: readonly [string] | null = null;
  for (;;) {
    const rows: readonly GrantRow[] = await ports.store.scan('grants', { where, after, limit: STEP });
    for (const row of rows) yield checkRow(ports.keyring, 'grants', row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < STEP) return;
    after = [last.id];
  }
}

/** A principal that can sign in; null for one that is gone or disabled. */
async function findPrincipal(ports: Ports, kind: string, id: string): Promise<LivePrincipal | null> {
  if (kind === 'user') {
    const row = await ports.store.find('users', { id });
    if (row === undefined || checkRow(ports.keyring, 'users', row).disabled === 1) return null;
    return toUserPrincipal(row);
  }
  const row = await ports.store.find('services', { id });
  if (row === undefined || checkRow(ports.keyring, 'services', row).disabled === 1) return null;
  return toServicePrincipal(ports, row);
}

async function groupsOf(ports: Ports, kind: string, id: string): Promise<readonly Group[]> {
  const groups: Group[] = [];
  for (const member of await ports.store.select('group_members', {
    principal_kind: kind,
    principal_id: id,
  })) {
    checkRow(ports.keyring, 'group_members', member);
    const row = await ports.store.find('groups', { id: member.group_id });
    if (row !== undefined) groups.push(toGroup(checkRow(ports.keyring, 'groups', row)));
  }
  return groups;
}

async function grantsIn(ports: Ports, snapshot: AccessSnapshot): Promise<readonly Grant[]> {
  const grants: Grant[] = [];
  for (const { id } of snapshot.grants) {
    const row = await ports.store.find('grants', { id });
    if (row !== undefined) grants.push(await describeGrant(ports, row));
  }
  return grants;
}

/** Shared spaces alone: nobody but its owner learns of a personal one. */
async function visibleSpaces(
  ports: Ports,
  snapshot: AccessSnapshot,
  page: PageInput,
): Promise<PrincipalAccess['spaces']> {
  const { limit, after } = parsePage(page, 1);
  const visible: { id: string; path: string; rights: ReturnType<typeof rightsOn> }[] = [];
  for (let place = after; visible.length <= limit;) {
    const rows = await ports.store.scan('spaces', { after: place, limit: STEP });
    for (const row of rows) {
      const rights = row.owner_id === null ? rightsOn(snapshot, row) : { actions: [], reasons: [] };
      if (rights.actions.length === 0) continue;
      checkRow(ports.keyring, 'spaces', row);
      visible.push({ id: row.id, path: row.path, rights });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < STEP) break;
    place = [last.id];
  }
  const { shown, nextCursor } = cutPage(visible, limit, ({ id }) => [id]);
  return { items: shown.map(({ path, rights }) => ({ path, ...rights })), nextCursor };
}

function keyOf([kind, id]: PrincipalKey): string {
  return `${kind} ${id}`;
}
