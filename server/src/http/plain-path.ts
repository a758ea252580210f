// One spelling for paths before anybody reads them: the router takes `%61dmin` for `admin`, so whoever decides by the
// undecoded path has to see it that way too (threat T15).

/** A percent sign that begins no escape; with it the path is refused later, as it was sent. */
const STRAY_PERCENT = /%(?![0-9a-f]{2})/i;

const ESCAPED_LETTER = /%(?:4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae]|3[0-9]|2d)/gi;

/**
 * The target with letters, digits, `-`, `_` and `~` unescaped in its path (RFC 3986 6.2.2.2). Everything else, dots
 * and slashes among it, stays as it was sent, and so does the query. A path with a stray percent sign stays whole:
 * `%%36%31` would become `%61`, which the router would decode a second time.
 */
export function withPlainPath(target: string): string {
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  if (!path.includes('%') || STRAY_PERCENT.test(path)) return target;
  return path.replace(ESCAPED_LETTER, (escape) => decodeURIComponent(escape)) + target.slice(path.length);
}
