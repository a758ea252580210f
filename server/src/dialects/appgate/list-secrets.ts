// The list call: core searches, filters, sorts and cuts the page; only what core cannot filter is filtered here.
import { AppError } from '../../core/index.ts';
import type { Caller, Core, ListQuery, SecretMetadata } from '../../core/index.ts';
import { SORTS } from './list-query.ts';
import type { Filter, ListRequest } from './list-query.ts';
import { rangeText, rowsOf } from './range.ts';
import type { RangeReading } from './range.ts';
import { SECRET_TYPES, SHAPES, toWireSecret, TYPE_SHAPES } from './wire.ts';
import type { SecretType, WireSecret } from './wire.ts';

/** The 200 body of `GET /secrets` (appgate.md 2.2). */
export interface WireList {
  readonly data: readonly WireSecret[];
  readonly range: string;
  readonly orderBy: string;
  readonly descending: boolean;
  readonly queries: readonly string[];
  readonly filterBy: readonly Filter[];
  /** Everything that the caller may list here, not reduced by query and filters. */
  readonly totalCount: number;
}

/** More conditions than this in one list are refused; leaving some out would show too much. */
export const MAX_CONDITIONS = 100;

interface Found {
  readonly items: readonly SecretMetadata[];
  readonly matched: number;
  readonly total: number;
}

export interface ListContext {
  readonly core: Core;
  readonly space: string;
  readonly reading: RangeReading;
}

/** One page of the list; `invalid-input` only for more conditions than MAX_CONDITIONS. */
export async function listSecrets(
  context: ListContext,
  caller: Caller,
  request: ListRequest,
  peer: number,
): Promise<WireList> {
  if (request.queries.length + request.filters.length > MAX_CONDITIONS) {
    throw new AppError('invalid-input', `A list takes at most ${MAX_CONDITIONS} queries and filters.`);
  }
  const onType = request.filters.some(({ name }) => name === 'type' || name === 'username');
  const found = await (onType ? findTyped : find)(context, caller, request);
  return {
    data: found.items.map((secret) => toWireSecret(secret, peer)),
    range: rangeText(request.range, found.matched),
    orderBy: request.orderBy,
    descending: request.descending,
    queries: request.queries,
    filterBy: request.filters,
    totalCount: found.total,
  };
}

/** One page by core, whose cost does not grow with the list. */
async function find(context: ListContext, caller: Caller, request: ListRequest): Promise<Found> {
  const query = toListQuery(context.space, request, SECRET_TYPES);
  if (request.range === null) return context.core.listSecrets(caller, query);
  const rows = rowsOf(request.range, context.reading);
  const page = await context.core.listSecrets(caller, {
    ...query,
    offset: request.range.from,
    limit: Math.max(1, rows),
  });
  return rows === 0 ? { ...page, items: [] } : page;
}

/** Filters on the type and on the public user name (version 25), which core's lists do not know. */
async function findTyped(context: ListContext, caller: Caller, request: ListRequest): Promise<Found> {
  const { total } = await context.core.listSecrets(caller, {
    ...toListQuery(context.space, { ...request, queries: [], filters: [] }, SECRET_TYPES),
    limit: 1,
  });
  const holds = (filter: Filter, text: string): boolean =>
    text.toLowerCase().includes(filter.value.toLowerCase());
  const onUsername = request.filters.filter(({ name }) => name === 'username');
  const types = SECRET_TYPES.filter(
    (type) =>
      (onUsername.length === 0 || TYPE_SHAPES[type].named) &&
      request.filters.every((filter) => filter.name !== 'type' || holds(filter, type)),
  );
  if (types.length === 0) return { items: [], matched: 0, total };
  const page = await context.core.listSecrets(caller, toListQuery(context.space, request, types));
  const items = page.items.filter((secret) =>
    onUsername.every((filter) => holds(filter, secret.publicFields.get('username') ?? '')),
  );
  const from = request.range?.from ?? 0;
  const rows = request.range === null ? items.length : rowsOf(request.range, context.reading);
  return { items: items.slice(from, from + rows), matched: items.length, total };
}

function toListQuery(space: string, request: ListRequest, types: readonly SecretType[]): ListQuery {
  return {
    space,
    shapes: types.map((type) => SHAPES[type]),
    search: distinct(request.queries),
    where: request.filters.flatMap(({ name, value }) =>
      name === 'type' || name === 'username' || value === ''
        ? []
        : [{ field: name === 'notes' ? ('description' as const) : name, contains: value }],
    ),
    orderBy: SORTS[request.orderBy],
    descending: request.descending,
  };
}

/** Search texts that can narrow anything, each once whatever its case. */
function distinct(texts: readonly string[]): readonly string[] {
  return [...new Map(texts.filter((text) => text !== '').map((text) => [text.toLowerCase(), text])).values()];
}
