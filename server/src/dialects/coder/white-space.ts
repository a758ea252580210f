// White space as the Go clients see it: the Unicode property White_Space, which has U+0085 and lacks U+FEFF.

const WHITE_SPACE = /^\p{White_Space}$/u;

/** The text without white space at both ends, in time linear in its length. */
export function trimWhiteSpace(text: string): string {
  // Every character of the property is one UTF-16 unit.
  let start = 0;
  let end = text.length;
  while (start < end && WHITE_SPACE.test(text.charAt(start))) start += 1;
  while (end > start && WHITE_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
