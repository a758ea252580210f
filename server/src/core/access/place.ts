// Cursors of lists that are walked in the order of a key: opaque to the caller, refused when they are not ours.
import { invalidInput } from '../../base/errors.ts';

export type Place = readonly (string | number)[];

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/** What a caller asks of a list that comes in pages. */
export interface PageInput {
  /** 1 to 1000, default 100. */
  readonly limit?: number;
  readonly cursor?: string;
}

export function parsePage(page: PageInput, keyLength: number): { limit: number; after: Place | null } {
  const limit = Math.min(Math.max(Math.trunc(page.limit ?? DEFAULT_LIMIT), 1), MAX_LIMIT);
  if (page.cursor === undefined) return { limit, after: null };
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(page.cursor, 'base64url').toString('utf8'));
  } catch {
    place = null;
  }
  const fits =
    Array.isArray(place) &&
    place.length === keyLength &&
    place.every((part) => typeof part === 'string' || Number.isSafeInteger(part));
  if (!fits) throw invalidInput({ path: 'cursor', message: 'is not a cursor of this list' });
  return { limit, after: place as Place };
}

/** What to show of `limit + 1` rows that were read, and where the next page starts. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => Place,
): { readonly shown: readonly Row[]; readonly nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = last !== undefined && rows.length > limit;
  return {
    shown,
    nextCursor: more ? Buffer.from(JSON.stringify(placeOf(last))).toString('base64url') : null,
  };
}
