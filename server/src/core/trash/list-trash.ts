// Lists what is in the trash of a space: its secrets, and the spaces that were at its path or below. Never a value.
import { AppError } from '../../base/errors.ts';
import { cutPage, parsePage } from '../access/place.ts';
import type { PageInput } from '../access/place.ts';
import type { Caller } from '../caller.ts';
import { checkRow } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretRow, SpaceRow } from '../ports/tables.ts';
import { toMetadata } from '../secrets/rows.ts';
import { findTrashedSpace } from './find-trashed.ts';
import { purgeTime } from './retention.ts';
import type { Trash, TrashedSecret, TrashedSpace } from './trash.ts';

export async function listTrash(
  ports: Ports,
  caller: Caller,
  input: { readonly space: string } & PageInput,
): Promise<Trash> {
  return operate(ports, caller, {
    name: 'trash.list',
    requires: { on: 'space', path: input.space, anyOf: ['list'] },
    object: { kind: 'space', name: input.space },
    run: async (scope) => {
      const { secrets, nextCursor } = await secretsOf(ports, scope, input);
      const spaces = input.cursor === undefined ? await spacesAt(ports, scope, input.space) : [];
      const count = secrets.length + spaces.length;
      return {
        result: { secrets, spaces, nextCursor },
        objects: [{ kind: 'space', name: input.space, count }],
      };
    },
  });
}

async function secretsOf(ports: Ports, scope: Scope, page: PageInput) {
  const { limit, after } = parsePage(page, 2);
  const { row: space, path } = scope.space;
  if (space === null) return { secrets: [], nextCursor: null };
  const [deletedAt, id] = after ?? [];
  const rows = await ports.store.listTrash({
    spaceId: space.id,
    before: null,
    after: after === null ? null : { deletedAt: Number(deletedAt), id: String(id) },
    limit: limit + 1,
  });
  const { shown, nextCursor } = cutPage(rows, limit, (row) => [row.deleted_at ?? 0, row.id]);
  const secrets = shown.map((row) => toTrashed(ports, row, space, path));
  return { secrets, nextCursor };
}

function toTrashed(ports: Ports, row: SecretRow, space: SpaceRow, path: string): TrashedSecret {
  checkRow(ports.keyring, 'secrets', row);
  if (row.space_id !== space.id || row.deleted_at === null) {
    throw new AppError('integrity-failed', 'A stored row of secrets is listed where it does not belong.');
  }
  const purgeAt = purgeTime(ports, row.deleted_at);
  return { id: row.id, metadata: toMetadata(row, path), deletedAt: row.deleted_at, purgeAt };
}

async function spacesAt(ports: Ports, scope: Scope, path: string): Promise<readonly TrashedSpace[]> {
  const found: TrashedSpace[] = [];
  for (const row of await ports.store.select('trashed_spaces', {})) {
    if (row.path !== path && !row.path.startsWith(`${path}/`)) continue;
    const { trashed, place } = await findTrashedSpace(ports, row.space_id);
    if (!scope.canAt(place, 'list')) continue;
    found.push({
      id: trashed.space_id,
      path: trashed.path,
      deletedAt: trashed.deleted_at,
      deletedBy: trashed.deleted_by,
      purgeAt: purgeTime(ports, trashed.deleted_at),
    });
  }
  return found.sort((a, b) => a.deletedAt - b.deletedAt);
}
