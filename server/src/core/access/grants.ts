// Grants: made, listed and taken away by those who hold `grant` on the pattern, never beyond what they hold.
// Taking a denial away gives, so it is judged like giving.
import { AppError, invalidInput } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import type { Caller } from '../caller.ts';
import type { Lazy } from '../facade.ts';
import { checkRow, signNew } from '../keys/signed-rows.ts';
import { force } from '../lazy.ts';
import { operate } from '../operation.ts';
import type { Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { GrantRow } from '../ports/tables.ts';
import type { Grant, GrantEffect, GrantPage, NewGrant } from '../spaces/space.ts';
import { holdsOnPattern } from './decide.ts';
import { findGrantee, includesAdministrator, nameOf } from './grantee.ts';
import { NotHeld, requireActions, requireHeld } from './held.ts';
import { parseSpacePattern, patternsMatching } from './pattern.ts';
import { cutPage, parsePage } from './place.ts';
import type { PageInput } from './place.ts';
import { holdRole, parseRole } from './roles.ts';

export async function createGrant(ports: Ports, caller: Caller, input: Lazy<NewGrant>): Promise<Grant> {
  return operate(ports, caller, {
    name: 'grant.create',
    requires: { on: 'self' },
    run: async (scope) => {
      const asked = force(input);
      const effect = parseEffect(asked.effect);
      const role = parseRole(asked.role);
      const roleHeld = await holdRole(ports, role);
      if (effect === 'allow') await requireHeld(ports, scope.snapshot, role, asked.space);
      else requireActions(scope.snapshot, [], asked.space, `You cannot deny ${role} on ${asked.space}`);
      const to = await findGrantee(ports, asked.to);
      if (effect === 'deny') await protectAdministrators(ports, scope, to, asked.space);
      const equal = await ports.store.find('grants', {
        principal_kind: to.kind,
        principal_id: to.id,
        role,
        pattern: asked.space,
        effect,
      });
      if (equal !== undefined) checkRow(ports.keyring, 'grants', equal);
      const row = equal ?? planGrant(ports, scope, to, role, asked.space, effect);
      const held = [...roleHeld, ...(to.held === undefined ? [] : [to.held])];
      const changes: RowChange[] =
        equal === undefined ? [{ op: 'insert', table: 'grants', row }, ...held] : [];
      return { result: toGrant(row, to.name), changes, objects: [auditGrant(row, `${to.kind}:${to.name}`)] };
    },
  });
}

export async function listGrants(
  ports: Ports,
  caller: Caller,
  input: { readonly space: string } & PageInput,
): Promise<GrantPage> {
  return operate(ports, caller, {
    name: 'grant.list',
    requires: { on: 'space', path: input.space, anyOf: ['grant'] },
    run: async () => {
      const { limit, after } = parsePage(input, 1);
      const pattern = patternsMatching(input.space);
      const rows = await ports.store.scan('grants', { where: { pattern }, after, limit: limit + 1 });
      const { shown, nextCursor } = cutPage(rows, limit, (row) => [row.id]);
      const items: Grant[] = [];
      for (const row of shown) items.push(await describeGrant(ports, row));
      return {
        result: { items, nextCursor },
        objects: [{ kind: 'grant', name: input.space, count: items.length }],
      };
    },
  });
}

export async function deleteGrant(
  ports: Ports,
  caller: Caller,
  input: { readonly id: string },
): Promise<void> {
  return operate(ports, caller, {
    name: 'grant.delete',
    requires: { on: 'self' },
    object: { kind: 'grant', id: input.id },
    run: async ({ snapshot }) => {
      const row = await ports.store.find('grants', { id: input.id });
      if (row !== undefined) checkRow(ports.keyring, 'grants', row);
      if (
        row === undefined ||
        snapshot === null ||
        !holdsOnPattern(snapshot, 'grant', parseSpacePattern(row.pattern))
      ) {
        throw new AppError('not-found', 'There is no such grant that you may take away.', {
          details: { object: 'grant' },
        });
      }
      // The change of a role must meet this one: both could let the same principal do more.
      const held = row.effect === 'deny' ? await holdRole(ports, row.role) : [];
      if (row.effect === 'deny') await requireHeld(ports, snapshot, row.role, row.pattern);
      return {
        result: undefined,
        changes: [{ op: 'delete', table: 'grants', row }, ...held],
        objects: [auditGrant(row, `${row.principal_kind} ${row.principal_id}`)],
      };
    },
  });
}

/** A grant's row; the caller of this has judged that it may be made. */
export function planGrant(
  ports: Ports,
  scope: Scope,
  to: { readonly kind: 'user' | 'service' | 'group'; readonly id: string },
  role: string,
  pattern: string,
  effect: GrantEffect = 'allow',
): GrantRow {
  return signNew(ports.keyring, 'grants', {
    id: newId(),
    principal_kind: to.kind,
    principal_id: to.id,
    role,
    pattern,
    effect,
    created_at: ports.clock.now(),
    created_by: scope.caller?.principal.id ?? '',
  });
}

/** A grant as those who may list it see it; `integrity-failed` when its row does not verify. */
export async function describeGrant(ports: Ports, row: GrantRow): Promise<Grant> {
  checkRow(ports.keyring, 'grants', row);
  return toGrant(row, await nameOf(ports, row.principal_kind, row.principal_id));
}

function parseEffect(effect: string | undefined): GrantEffect {
  if (effect === undefined || effect === 'allow') return 'allow';
  if (effect === 'deny') return 'deny';
  throw invalidInput({ path: 'effect', message: 'must be allow or deny' });
}

/** Those who hold every shared space by their office are denied only by one of them. */
async function protectAdministrators(ports: Ports, scope: Scope, to: Grant['to'], pattern: string) {
  const { snapshot } = scope;
  if (snapshot?.kind === 'system' || snapshot?.administrator === true) return;
  if (!(await includesAdministrator(ports, to))) return;
  throw new NotHeld('grant', pattern, 'Only an administrator can deny something to an administrator.');
}

function auditGrant(row: GrantRow, to: string) {
  const name = `${row.effect} ${row.role} on ${row.pattern} to ${to}`;
  return { kind: 'grant' as const, id: row.id, name };
}

function toGrant(row: GrantRow, name: string): Grant {
  return {
    id: row.id,
    to: { kind: row.principal_kind as Grant['to']['kind'], id: row.principal_id, name },
    role: row.role,
    space: row.pattern,
    effect: row.effect === 'deny' ? 'deny' : 'allow',
    createdAt: row.created_at,
  };
}
