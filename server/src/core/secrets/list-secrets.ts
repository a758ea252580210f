// Lists metadata of secrets, of one space or of all spaces below it that the caller may list. Never a value.
import { AppError, invalidInput } from '../../base/errors.ts';
import { decide } from '../access/decide.ts';
import type { Caller } from '../caller.ts';
import { checkRow } from '../keys/signed-rows.ts';
import { operate } from '../operation.ts';
import type { Scope } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { SecretsFilter } from '../ports/store.ts';
import type { SpaceRow } from '../ports/tables.ts';
import { parseSpacePath } from '../spaces/path.ts';
import { requireReadable } from '../move/require-readable.ts';
import { auditRef, checkListed } from './find-secret.ts';
import { toMetadata } from './rows.ts';
import type { ListQuery, SecretMetadata, SecretPage, SecretRef } from './secret.ts';

export async function listSecrets(ports: Ports, caller: Caller, query: ListQuery): Promise<SecretPage> {
  const recursive = query.recursive ?? false;
  return operate(ports, caller, {
    name: 'secret.list',
    requires: recursive ? { on: 'self' } : { on: 'space', path: query.space, anyOf: ['list'] },
    object: { kind: 'space', name: query.space },
    run: async (scope) => {
      const spaces = recursive
        ? await visibleSpaces(ports, scope, parseSpacePath(query.space))
        : scope.space.row === null
          ? []
          : [scope.space.row];
      const page = await readPage(ports, spaces, query);
      return { result: page, objects: [{ kind: 'space', name: query.space, count: page.items.length }] };
    },
  });
}

export async function describeSecret(ports: Ports, caller: Caller, ref: SecretRef): Promise<SecretMetadata> {
  return operate(ports, caller, {
    name: 'secret.describe',
    requires: { on: 'space', path: ref.space, anyOf: ['list'] },
    object: auditRef(ref),
    run: async (scope) => {
      const { row, space, object } = await requireReadable(ports, scope, ref, 'list');
      return { result: toMetadata(row, space.path), objects: [object] };
    },
  });
}

/** Every live secret of these spaces. */
export function matchAll(spaceIds: readonly string[]): SecretsFilter {
  return { spaceIds, search: [], where: [], tag: null, shapes: null };
}

export function toShapes(shapes: ListQuery['shapes']): SecretsFilter['shapes'] {
  return (
    shapes?.map((shape) => ({
      kind: shape.kind ?? null,
      fieldNames: shape.fields === undefined ? null : JSON.stringify([...shape.fields].sort()),
    })) ?? null
  );
}

/** The spaces at or below a path that the caller may list. */
export async function visibleSpaces(ports: Ports, scope: Scope, path: string): Promise<readonly SpaceRow[]> {
  const { snapshot } = scope;
  if (snapshot === null) return [];
  const rows = await ports.store.spacesUnder(path);
  return rows
    .map((row) => checkRow(ports.keyring, 'spaces', row))
    .filter((row) => decide(snapshot, 'list', { path: row.path, ownerId: row.owner_id }).allow);
}

async function readPage(ports: Ports, spaces: readonly SpaceRow[], query: ListQuery): Promise<SecretPage> {
  const orderBy = query.orderBy ?? 'name';
  const descending = query.descending ?? false;
  const byPlace = orderBy === 'name' && !descending;
  const start = parseCursor(query, byPlace);
  const limit = query.limit ?? null;
  const all: SecretsFilter = { ...matchAll(spaces.map((row) => row.id)), shapes: toShapes(query.shapes) };
  const filter: SecretsFilter = {
    ...all,
    search: (query.search ?? []).map((text) => text.toLowerCase()),
    where: (query.where ?? []).map(({ field, contains }) => ({
      field: field === 'id' ? 'public_id' : field,
      contains: contains.toLowerCase(),
    })),
    tag: query.tag ?? null,
  };
  if (spaces.length === 0) return { items: [], nextCursor: null, matched: 0, total: 0 };
  const narrowed = filter.search.length + filter.where.length > 0 || filter.tag !== null;
  const total = await ports.store.countSecrets(all);
  const rows = await ports.store.listSecrets({
    ...filter,
    orderBy,
    descending,
    ...start,
    limit: limit === null ? null : limit + 1,
  });
  const shown = limit === null ? rows : rows.slice(0, limit);
  const paths = new Map(spaces.map((row) => [row.id, row.path]));
  const items = shown.map((row) => {
    checkListed(ports, row, paths);
    return toMetadata(row, paths.get(row.space_id) ?? '');
  });
  const last = shown.at(-1);
  const more = last !== undefined && rows.length > shown.length;
  const nextCursor = more
    ? formatCursor(
        byPlace ? [paths.get(last.space_id) ?? '', last.name, last.id] : [start.offset + shown.length],
      )
    : null;
  const matched = narrowed ? await ports.store.countSecrets(filter) : total;
  return { items, nextCursor, matched, total };
}

function formatCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function parseCursor(query: ListQuery, byPlace: boolean) {
  if (query.cursor === undefined) return { offset: query.offset ?? 0, after: null };
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(query.cursor, 'base64url').toString('utf8'));
  } catch {
    place = null;
  }
  if (Array.isArray(place)) {
    const [first, name, id] = place as unknown[];
    if (byPlace && typeof first === 'string' && typeof name === 'string' && typeof id === 'string') {
      return { offset: 0, after: { path: first, name, id } };
    }
    if (!byPlace && typeof first === 'number' && Number.isSafeInteger(first) && first >= 0) {
      return { offset: first, after: null };
    }
  }
  throw new AppError('invalid-input', 'The cursor is not one of this list; start again without it.', {
    details: invalidInput({ path: 'cursor', message: 'is not a cursor of this list' }).details,
  });
}
