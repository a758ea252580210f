// A pasted `.env`: one NAME=value on each line, quotes as shells and dotenv read them, `export` and comments left out.

export interface EnvEntry {
  readonly name: string;
  readonly value: string;
}

export interface EnvText {
  /** The last one of a name counts. */
  readonly entries: readonly EnvEntry[];
  /** Numbers of lines that are not understood. */
  readonly bad: readonly number[];
}

const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*(.*)$/s;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

export function parseEnv(text: string): EnvText {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const found = new Map<string, string>();
  const bad: number[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const first = index;
    let line = lines[index] ?? '';
    if (/^\s*(?:#|$)/.test(line)) continue;
    const match = LINE.exec(line);
    if (match === null) {
      bad.push(first + 1);
      continue;
    }
    const quote = /^["']/.exec(match[2] ?? '')?.[0];
    let value = quote === undefined ? plain(match[2] ?? '') : null;
    if (quote !== undefined) {
      value = quoted(LINE.exec(line)?.[2] ?? '', quote);
      while (value === null && index + 1 < lines.length) {
        index += 1;
        line += `\n${lines[index] ?? ''}`;
        value = quoted(LINE.exec(line)?.[2] ?? '', quote);
      }
    }
    if (value === null) {
      bad.push(first + 1);
      index = first;
    } else found.set(match[1] ?? '', value);
  }
  return { entries: [...found].map(([name, value]) => ({ name, value })), bad };
}

function plain(text: string): string {
  return text.replace(/\s+#.*$/, '').trim();
}

/** What stands between the quotes; null while the closing one has not come. */
function quoted(text: string, quote: string): string | null {
  if (quote === "'") return /^'([^']*)'\s*(?:#.*)?$/s.exec(text)?.[1] ?? null;
  const inner = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/s.exec(text)?.[1];
  return inner === undefined
    ? null
    : inner.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter);
}
