// Space patterns of grants: a path, `path/*` for exactly one level below, `path/**` for the path and all below
// it, `**` for everything. Matching is linear in the length of the path (threat T18).
import { invalidInput } from '../../base/errors.ts';
import { isAtOrBelow, isSegment } from '../spaces/path.ts';

export interface SpacePattern {
  readonly kind: 'exact' | 'children' | 'subtree';
  /** The path before the wildcard; empty for `**` and `*`. */
  readonly base: string;
}

/** `invalid-input` on `space` that says what a pattern may look like. */
export function parseSpacePattern(text: string): SpacePattern {
  const segments = text.split('/');
  const last = segments.at(-1);
  const wildcard = last === '*' || last === '**';
  const base = wildcard ? segments.slice(0, -1) : segments;
  if (segments.length > 8 || !base.every(isSegment)) {
    throw invalidInput({
      path: 'space',
      message:
        'must be a space path of at most 8 segments, alone or with a last segment * (one level below) or ** (all of it)',
    });
  }
  const kind = last === '*' ? 'children' : last === '**' ? 'subtree' : 'exact';
  return { kind, base: base.join('/') };
}

export function patternMatches(pattern: SpacePattern, path: string): boolean {
  if (pattern.kind === 'exact') return path === pattern.base;
  if (pattern.kind === 'subtree') return pattern.base === '' || isAtOrBelow(path, pattern.base);
  const rest = pattern.base === '' ? path : restBelow(path, pattern.base);
  return rest !== null && !rest.includes('/');
}

/** Every pattern, as it is written, that matches the path: at most three and two for each level above it. */
export function patternsMatching(path: string): readonly string[] {
  const segments = path.split('/');
  const above = segments.map((_, depth) => segments.slice(0, depth).join('/'));
  const children = above.at(-1) ?? '';
  const join = (base: string, last: string): string => (base === '' ? last : `${base}/${last}`);
  return [path, join(children, '*'), ...[...above, path].map((base) => join(base, '**'))];
}

/** Whether every path that `inner` matches is matched by `outer`. */
export function patternCovers(outer: SpacePattern, inner: SpacePattern): boolean {
  if (outer.kind === 'subtree') return outer.base === '' || isAtOrBelow(inner.base, outer.base);
  if (outer.kind === 'exact') return inner.kind === 'exact' && inner.base === outer.base;
  if (inner.kind === 'children') return inner.base === outer.base;
  return inner.kind === 'exact' && patternMatches(outer, inner.base);
}

function restBelow(path: string, base: string): string | null {
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : null;
}
