// What of a filter the trigram index can answer, and what has to be looked at besides: never a match too few.
import type { SecretsFilter } from '../../core/ports/index.ts';

/** The index knows runs of three characters. */
const SHORTEST = 3;
/** Of a longer text the index looks at the beginning only. */
const LONGEST = 64;

export interface SearchTexts {
  /** An FTS5 query that everything wanted matches; null when no text is long enough. */
  readonly match: string | null;
  /** Searched texts that the query does not decide alone. */
  readonly verify: readonly string[];
}

/** Null when a searched text has a sign that the index does not keep (NUL, and what stands for it). */
export function splitTexts({ search, where, tag }: SecretsFilter): SearchTexts | null {
  if (search.some(isUnkept)) return null;
  const hints = [...where.map(({ contains }) => contains), ...(tag === null ? [] : [tag.toLowerCase()])];
  const terms = new Set<string>();
  const verify: string[] = [];
  for (const text of new Set(search)) {
    const characters = Array.from(text);
    if (characters.length >= SHORTEST) terms.add(characters.slice(0, LONGEST).join(''));
    if (characters.length < SHORTEST || characters.length > LONGEST) verify.push(text);
  }
  for (const text of hints) {
    const characters = Array.from(text);
    if (characters.length >= SHORTEST && !isUnkept(text)) terms.add(characters.slice(0, LONGEST).join(''));
  }
  const quoted = [...terms].map((term) => `"${term.replaceAll('"', '""')}"`);
  return { match: quoted.length === 0 ? null : quoted.join(' AND '), verify };
}

function isUnkept(text: string): boolean {
  return text.includes('\0') || text.includes('\ufffd') || !text.isWellFormed();
}
