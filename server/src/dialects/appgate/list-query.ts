// The query string of a list, read from the raw URL: bad parameters degrade, they are never an error.
import type { SecretSort } from '../../core/index.ts';
import { parseRange } from './range.ts';
import type { Range } from './range.ts';
import { TYPED_SINCE } from './wire.ts';

export type FilterField = 'id' | 'name' | 'notes' | 'tags' | 'type' | 'username';

export interface Filter {
  readonly name: FilterField;
  readonly value: string;
}

export interface ListRequest {
  /** The values of `query`, in order. */
  readonly queries: readonly string[];
  readonly range: Range | null;
  readonly orderBy: keyof typeof SORTS;
  readonly descending: boolean;
  readonly filters: readonly Filter[];
}

/** The wire name of each sort field, and core's (appgate.md 2.2). */
export const SORTS = {
  name: 'name',
  id: 'id',
  notes: 'description',
  tags: 'tags',
  created: 'created',
  updated: 'updated',
} as const satisfies Record<string, SecretSort>;

const FIELDS: readonly FilterField[] = ['id', 'name', 'notes', 'tags'];
const TYPED_FIELDS: readonly FilterField[] = [...FIELDS, 'type', 'username'];

/** What a list asks for, from the request's raw URL (appgate.md 2.2 to 2.4). */
export function parseListQuery(rawUrl: string, peer: number): ListRequest {
  const mark = rawUrl.indexOf('?');
  const params = new URLSearchParams(mark === -1 ? '' : rawUrl.slice(mark + 1));
  const orderBy = params.get('orderBy') ?? 'name';
  return {
    queries: params.getAll('query'),
    range: parseRange(params.get('range')),
    orderBy: isSort(orderBy) ? orderBy : 'name',
    descending: params.get('descending')?.toLowerCase() === 'true',
    filters: parseFilters(params, peer >= TYPED_SINCE ? TYPED_FIELDS : FIELDS),
  };
}

function isSort(name: string): name is keyof typeof SORTS {
  return Object.hasOwn(SORTS, name);
}

/** The three forms that the clients send (appgate.md 2.4); what is no filterable field is left out. */
function parseFilters(params: URLSearchParams, fields: readonly FilterField[]): readonly Filter[] {
  const filters: Filter[] = [];
  for (const [key, value] of params) {
    const found = key === 'filterBy' ? parseGoMap(value) : [[key, value] as const];
    for (const [rawName, text] of found) {
      const bare = /^filterBy\[([^\]]*)\]$/.exec(rawName)?.[1] ?? rawName;
      const name = fields.find((field) => field === bare);
      if (name !== undefined) filters.push({ name, value: text });
    }
  }
  return filters;
}

/**
 * A Go map as fmt prints it, `map[name:us-east tags:aws]`. A value may hold spaces and colons: it ends only
 * where a space and a known field name with a colon follow.
 */
function parseGoMap(text: string): readonly (readonly [string, string])[] {
  const inside = /^map\[(.*)\]$/s.exec(text)?.[1];
  if (inside === undefined) return [];
  const starts = [...inside.matchAll(/(?:^| )(id|name|notes|tags|type|username):/g)];
  return starts.map((start, index) => {
    const from = start.index + start[0].length;
    return [start[1] ?? '', inside.slice(from, starts[index + 1]?.index)] as const;
  });
}
