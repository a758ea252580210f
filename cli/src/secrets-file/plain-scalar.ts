// Which plain scalars are strings in a YAML file of secrets (coder.md 2.11), where YAML 1.2 alone would take more of
// them. The server's reader has the same rule; conformance/secrets-file/grammar.json holds both to it.

const NUMBER_START = /^[-+.\d]/;
const NUMBER = /^[-+]?(?:0b[01]+|0o[0-7]+|0x[\da-f]+|(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?)$/i;
const DATE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})?)?$/;

/** For a scalar without quotes and tag that YAML 1.2 takes for a string. */
export function isPlainString(text: string): boolean {
  return text !== '<<' && !isNumber(text) && !isDate(text);
}

/** Underscores between digits count for nothing. */
function isNumber(text: string): boolean {
  return NUMBER_START.test(text) && NUMBER.test(text.replaceAll('_', ''));
}

/** A day that there is, and a time of day that there is. */
function isDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = Array.from(
    parts.slice(1),
    (part?: string) => Number(part ?? 0),
  );
  const instant = new Date(Date.UTC(year, month - 1, day));
  return instant.getUTCMonth() === month - 1 && month > 0 && hour < 24 && minute < 60 && second < 60;
}
