// Gives a space another path: its row alone changes, so that all of its secrets and their history go at once. Keys are
// bound to the space's id and stay as they are.
import { AppError } from '../../base/errors.ts';
import type { AuditObject } from '../audit/event.ts';
import type { Caller } from '../caller.ts';
import { signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { RowChange } from '../ports/store.ts';
import type { SpaceRow } from '../ports/tables.ts';
import { auditFound, checkListed } from '../secrets/find-secret.ts';
import { matchAll } from '../secrets/list-secrets.ts';
import { findSpace } from '../spaces/find-space.ts';
import { parseSpacePath } from '../spaces/path.ts';
import { summarizeSpace } from '../spaces/spaces.ts';
import { checkAliasUntil, planAlias } from './aliases.ts';
import type { MovedSpace, MoveSpaceInput } from './move.ts';

/** Most secrets of which each is an event of its own; of more, the space's event has the number. */
const MAX_EVENTS = 10_000;

export async function moveSpace(ports: Ports, caller: Caller, input: MoveSpaceInput): Promise<MovedSpace> {
  return operate(ports, caller, {
    name: 'space.move',
    requires: { on: 'space', path: input.from, anyOf: ['move'] },
    object: { kind: 'space', name: input.from },
    run: async (scope) => {
      const { row, path, alias } = scope.space;
      if (row === null || alias !== undefined) {
        throw new AppError('not-found', `There is no space ${input.from}.`, { details: { object: 'space' } });
      }
      checkAliasUntil(ports, input.aliasUntil);
      const target = await findSpace(ports, parseSpacePath(input.to));
      scope.requireAt(target, 'create');
      if (target.row !== null) {
        throw new AppError('conflict', 'There is a space at that path already. Move or copy its secrets.', {
          details: { object: 'space', field: 'to' },
        });
      }
      const next = signNext(ports.keyring, 'spaces', row, {
        path: target.path,
        owner_id: target.ownerId,
        updated_at: ports.clock.now(),
      });
      const changes: RowChange[] = [{ op: 'update', table: 'spaces', row: next }];
      if (input.aliasUntil !== undefined) {
        changes.push(await planAlias(ports, scope, { address: path, name: '' }, next, input.aliasUntil));
      }
      const { secrets } = await ports.store.quotaUse(row.id);
      const space = {
        kind: 'space',
        id: row.id,
        name: path,
        count: secrets,
        to: { space: target.path },
      } as const;
      return {
        result: { space: summarizeSpace(ports, scope, next), secrets },
        changes,
        objects: [space, ...(secrets > MAX_EVENTS ? [] : await secretObjects(ports, row, target.path))],
      };
    },
  });
}

async function secretObjects(ports: Ports, space: SpaceRow, to: string): Promise<readonly AuditObject[]> {
  const rows = await ports.store.listSecrets({
    ...matchAll([space.id]),
    orderBy: 'name',
    descending: false,
    offset: 0,
    limit: MAX_EVENTS,
    after: null,
  });
  const own = new Set([space.id]);
  return rows.map((row) => ({
    ...auditFound(checkListed(ports, row, own)),
    versionBefore: row.version,
    versionAfter: row.version,
    to: { space: to, name: row.name },
  }));
}
