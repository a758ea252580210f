// Secrets files of lines KEY=VALUE (coder.md 2.11): no values over several lines, no expansion of `$`.
import { quoteKey, SecretsFileError } from './entry.ts';
import type { Entry } from './entry.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"' };

/** The entries in file order; SecretsFileError names the line. */
export function parseEnvFile(content: string): readonly Entry[] {
  const seen = new Set<string>();
  return content
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap((raw, index) => {
      const text = raw.trim();
      if (text === '' || text.startsWith('#')) return [];
      const entry = parseLine(text, index + 1);
      if (seen.has(entry.key)) throw broken(index + 1, `duplicate key ${quoteKey(entry.key)}`);
      seen.add(entry.key);
      return [entry];
    });
}

function parseLine(text: string, line: number): Entry {
  const assignment = text.replace(/^export[ \t]+/, '');
  const equals = assignment.indexOf('=');
  if (equals === -1) throw broken(line, "expected KEY=VALUE but found no '='");
  const key = assignment.slice(0, equals).trim();
  if (key === '') throw broken(line, "missing key before '='");
  return { key, value: parseValue(assignment.slice(equals + 1).trim(), line) };
}

function parseValue(text: string, line: number): string {
  const quote = text.charAt(0);
  if (quote !== "'" && quote !== '"') return text;
  const name = quote === '"' ? 'double' : 'single';
  // A backslash before anything but n, t, r, itself or a double quote stays where it is.
  const body = quote === '"' ? /^"((?:[^"\\]|\\[\s\S])*)"/ : /^'([^']*)'/;
  const match = body.exec(text);
  if (match === null) throw broken(line, `missing closing ${name} quote`);
  if (match[0].length !== text.length) throw broken(line, `unexpected data after closing ${name} quote`);
  const inner = match[1] ?? '';
  return quote === "'" ? inner : inner.replace(/\\([ntr\\"])/g, (_all, code: string) => ESCAPES[code] ?? '');
}

function broken(line: number, problem: string): SecretsFileError {
  return new SecretsFileError(`line ${line}: ${problem}`);
}
