// One spelling for paths before anybody reads them: the router takes `%61dmin` for `admin`, so whoever decides by the
// undecoded path has to see it that way too (threat T15).

const ESCAPED_LETTER = /^%(?:4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae]|3[0-9]|2d)$/i;

/** An escape, a percent sign that begins none together with what follows it closely, or anything else. */
const PARTS = /%[0-9a-f]{2}|%(?:%[0-9a-f]{2}|[^%]%[0-9a-f]{2})?|[^%]+/gi;

/**
 * The target with letters, digits, `-`, `_` and `~` unescaped in its path (RFC 3986 6.2.2.2). Everything else, dots
 * and slashes among it, stays as it was sent, and so does the query. What stands close behind a stray percent sign
 * stays too: `%%36%31` would become `%61`, which the router would decode a second time.
 */
export function withPlainPath(target: string): string {
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  if (!path.includes('%')) return target;
  const plain = path.replace(PARTS, (part) => (ESCAPED_LETTER.test(part) ? decodeURIComponent(part) : part));
  return plain + target.slice(path.length);
}
