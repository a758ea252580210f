// Groups of users and services, managed by administrators. Whoever joins or leaves gets or loses what the group
// is granted and denied, so both are judged like granting it (threat T8).
import { AppError, invalidInput } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { canonicalName } from '../identity/names.ts';
import { checkRow, signNew } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Requirement } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { GroupRow } from '../ports/tables.ts';
import { isSegment } from '../spaces/path.ts';
import { findGrantee, nameOf } from './grantee.ts';
import { findGroupRow, grantsOfGroup, membersOf, requireGroupRow, touchGroup } from './group-rows.ts';
import { requireHeldAll } from './held.ts';
import { cutPage, parsePage } from './place.ts';
import type { PageInput } from './place.ts';
import type { Group, GroupMember, Page } from './report.ts';

const MANAGE: Requirement = { on: 'installation', action: 'manage-users' };
const MAX_DESCRIPTION_BYTES = 4096;

export async function createGroup(
  ports: Ports,
  caller: Caller,
  input: Lazy<{ readonly name: string; readonly description?: string }>,
): Promise<Group> {
  return operate(ports, caller, {
    name: 'group.create',
    requires: MANAGE,
    run: async () => {
      const { name, description = '' } = force(input);
      if (!isSegment(name) || name.length > 64) {
        throw invalidInput({
          path: 'name',
          message: 'must start with a letter or digit and hold only letters, digits and . _ @ -, at most 64',
        });
      }
      if (Buffer.byteLength(description) > MAX_DESCRIPTION_BYTES) {
        throw invalidInput({ path: 'description', message: 'must have at most 4096 bytes' });
      }
      if ((await findGroupRow(ports, name)) !== undefined) {
        throw new AppError('conflict', 'A group of this name exists already.', {
          details: {
            object: 'group',
            field: 'name',
            issues: [{ path: 'name', message: 'is already in use' }],
          },
        });
      }
      const now = ports.clock.now();
      const row = signNew(ports.keyring, 'groups', {
        id: newId(),
        name,
        name_key: canonicalName(name),
        description,
        created_at: now,
        updated_at: now,
      });
      return {
        result: toGroup(row),
        changes: [{ op: 'insert', table: 'groups', row }],
        objects: [{ kind: 'group', id: row.id, name: row.name }],
      };
    },
  });
}

export async function listGroups(ports: Ports, caller: Caller, input: PageInput): Promise<Page<Group>> {
  return operate(ports, caller, {
    name: 'group.list',
    requires: MANAGE,
    run: async () => {
      const { limit, after } = parsePage(input, 1);
      const rows = await ports.store.scan('groups', { after, limit: limit + 1 });
      const { shown, nextCursor } = cutPage(rows, limit, (row) => [row.id]);
      const items = shown.map((row) => toGroup(checkRow(ports.keyring, 'groups', row)));
      return { result: { items, nextCursor }, objects: [{ kind: 'group', count: items.length }] };
    },
  });
}

/** Also takes away its grants, which must not raise anybody's rights beyond the caller's own. */
export async function deleteGroup(
  ports: Ports,
  caller: Caller,
  input: { readonly name: string },
): Promise<void> {
  return operate<undefined>(ports, caller, {
    name: 'group.delete',
    requires: MANAGE,
    object: { kind: 'group', name: input.name },
    run: async ({ snapshot }) => {
      const row = await requireGroupRow(ports, input.name);
      const grants = await grantsOfGroup(ports, row.id);
      await requireHeldAll(ports, snapshot, grants, 'deny');
      const members = await membersOf(ports, row.id);
      return {
        result: undefined,
        changes: [
          { op: 'delete', table: 'groups', row },
          ...grants.map((grant) => ({ op: 'delete', table: 'grants', row: grant }) as const),
          ...members.map((member) => ({ op: 'delete', table: 'group_members', row: member }) as const),
        ],
        objects: [{ kind: 'group', id: row.id, name: row.name }],
      };
    },
  });
}

export async function listGroupMembers(
  ports: Ports,
  caller: Caller,
  input: { readonly group: string } & PageInput,
): Promise<Page<GroupMember>> {
  return operate(ports, caller, {
    name: 'group.members',
    requires: MANAGE,
    object: { kind: 'group', name: input.group },
    run: async () => {
      const { limit, after } = parsePage(input, 3);
      const group = await requireGroupRow(ports, input.group);
      const where = { group_id: [group.id] };
      const rows = await ports.store.scan('group_members', { where, after, limit: limit + 1 });
      const { shown, nextCursor } = cutPage(rows, limit, (row) => [
        row.group_id,
        row.principal_kind,
        row.principal_id,
      ]);
      const items: GroupMember[] = [];
      for (const row of shown) {
        const { principal_kind: kind, principal_id: id } = checkRow(ports.keyring, 'group_members', row);
        const name = await nameOf(ports, kind, id);
        items.push({ kind: kind as GroupMember['kind'], id, name, since: row.created_at });
      }
      return {
        result: { items, nextCursor },
        objects: [{ kind: 'group', id: group.id, name: group.name, count: items.length }],
      };
    },
  });
}

/** `member` is `user:NAME` or `service:ID`. Nothing changes for one who is a member already. */
export async function addGroupMember(
  ports: Ports,
  caller: Caller,
  input: { readonly group: string; readonly member: string },
): Promise<void> {
  return operate<undefined>(ports, caller, {
    name: 'group.add-member',
    requires: MANAGE,
    object: { kind: 'group', name: input.group },
    run: async ({ snapshot }) => {
      const { group, member, existing } = await findMember(ports, input);
      const objects = [{ kind: 'group', id: group.id, name: `${group.name} + ${input.member}` }] as const;
      if (existing !== undefined) return { result: undefined, objects };
      await requireHeldAll(ports, snapshot, await grantsOfGroup(ports, group.id), 'allow');
      const row = signNew(ports.keyring, 'group_members', {
        group_id: group.id,
        principal_kind: member.kind,
        principal_id: member.id,
        created_at: ports.clock.now(),
        created_by: caller.principal.id,
      });
      return {
        result: undefined,
        changes: [{ op: 'insert', table: 'group_members', row }, touchGroup(ports, group)],
        objects,
      };
    },
  });
}

/** `not-found` on the member's kind when he is not in the group. */
export async function removeGroupMember(
  ports: Ports,
  caller: Caller,
  input: { readonly group: string; readonly member: string },
): Promise<void> {
  return operate<undefined>(ports, caller, {
    name: 'group.remove-member',
    requires: MANAGE,
    object: { kind: 'group', name: input.group },
    run: async ({ snapshot }) => {
      const { group, member, existing } = await findMember(ports, input);
      if (existing === undefined) {
        throw new AppError('not-found', 'That is no member of the group.', {
          details: { object: member.kind },
        });
      }
      await requireHeldAll(ports, snapshot, await grantsOfGroup(ports, group.id), 'deny');
      return {
        result: undefined,
        changes: [{ op: 'delete', table: 'group_members', row: existing }, touchGroup(ports, group)],
        objects: [{ kind: 'group', id: group.id, name: `${group.name} - ${input.member}` }],
      };
    },
  });
}

async function findMember(ports: Ports, input: { readonly group: string; readonly member: string }) {
  const group = await requireGroupRow(ports, input.group);
  const member = await findGrantee(ports, input.member, 'member');
  if (member.kind === 'group') {
    throw invalidInput({ path: 'member', message: 'must be user:USERNAME or service:ID' });
  }
  const existing = await ports.store.find('group_members', {
    group_id: group.id,
    principal_kind: member.kind,
    principal_id: member.id,
  });
  if (existing !== undefined) checkRow(ports.keyring, 'group_members', existing);
  return { group, member, existing };
}

export function toGroup(row: GroupRow): Group {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
