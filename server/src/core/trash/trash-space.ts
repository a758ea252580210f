// A whole space into the trash and out of it: its row alone changes, so that secrets and history come and go with it at
// once, however many they are. Its path is free at once.
import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { signNew, signNext } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import { findSpace } from '../spaces/find-space.ts';
import { parseSpacePath } from '../spaces/path.ts';
import type { SpaceSummary } from '../spaces/space.ts';
import { summarizeSpace } from '../spaces/spaces.ts';
import { findTrashedSpace, noTrashedSpace, trashedPath } from './find-trashed.ts';

export async function deleteSpace(
  ports: Ports,
  caller: Caller,
  input: { readonly path: string },
): Promise<{ readonly id: string }> {
  return operate(ports, caller, {
    name: 'space.delete',
    requires: { on: 'space', path: input.path, anyOf: ['move'] },
    object: { kind: 'space', name: input.path },
    run: async (scope) => {
      const { row, path, alias } = scope.space;
      // What has moved is deleted where it is.
      if (row === null || alias !== undefined) throw noSpace(input.path);
      const now = ports.clock.now();
      const next = signNext(ports.keyring, 'spaces', row, { path: trashedPath(row.id), updated_at: now });
      const trashed = signNew(ports.keyring, 'trashed_spaces', {
        space_id: row.id,
        path,
        deleted_at: now,
        deleted_by: scope.caller?.principal.name ?? '',
      });
      const { secrets: count } = await ports.store.quotaUse(row.id);
      return {
        result: { id: row.id },
        changes: [
          { op: 'update', table: 'spaces', row: next },
          { op: 'insert', table: 'trashed_spaces', row: trashed },
        ],
        objects: [{ kind: 'space', id: row.id, name: path, count }],
      };
    },
  });
}

export async function restoreDeletedSpace(
  ports: Ports,
  caller: Caller,
  input: { readonly id: string; readonly path?: string },
): Promise<SpaceSummary> {
  return operate(ports, caller, {
    name: 'space.undelete',
    requires: { on: 'self' },
    object: { kind: 'space', id: input.id },
    run: async (scope) => {
      const { trashed, row, place } = await findTrashedSpace(ports, input.id);
      if (!scope.canAt(place, 'list')) throw noTrashedSpace();
      scope.requireAt(place, 'move');
      const target = await findSpace(ports, parseSpacePath(input.path ?? trashed.path));
      scope.requireAt(target, 'create');
      if (target.row !== null) {
        throw new AppError('conflict', 'The path is taken again. Give another `path` to restore it at.', {
          details: { object: 'space', field: 'path' },
        });
      }
      const next = signNext(ports.keyring, 'spaces', row, {
        path: target.path,
        owner_id: target.ownerId,
        updated_at: ports.clock.now(),
      });
      const { secrets: count } = await ports.store.quotaUse(row.id);
      return {
        result: summarizeSpace(ports, scope, next),
        changes: [
          { op: 'update', table: 'spaces', row: next },
          { op: 'delete', table: 'trashed_spaces', row: trashed },
        ],
        objects: [{ kind: 'space', id: row.id, name: target.path, count }],
      };
    },
  });
}

function noSpace(path: string): AppError {
  return new AppError('not-found', `There is no space ${path}.`, { details: { object: 'space' } });
}
