// Secrets files of lines KEY=VALUE (coder.md 2.11): no values over several lines, no expansion of `$`.
import { trimWhiteSpace } from '../white-space.ts';
import { SecretsFileError } from './entry.ts';
import type { SecretsFileEntry } from './entry.ts';

const BYTE_ORDER_MARK = '\uFEFF';
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"' };

/** The entries in file order; SecretsFileError names the line. */
export function parseEnvFile(content: string): SecretsFileEntry[] {
  const text = content.startsWith(BYTE_ORDER_MARK) ? content.slice(1) : content;
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .flatMap((line, index) => {
      const seen = trimWhiteSpace(line);
      return seen === '' || seen.startsWith('#') ? [] : [parseLine(line, index + 1)];
    });
}

/** A line that is neither empty nor a comment. Around quotes only blanks may stand, elsewhere any white space. */
function parseLine(text: string, line: number): SecretsFileEntry {
  const assignment = skipBlanks(text).replace(/^export[ \t]+/, '');
  const equals = assignment.indexOf('=');
  if (equals === -1) throw broken(line, "expected KEY=VALUE but found no '='");
  const key = trimWhiteSpace(assignment.slice(0, equals));
  if (key === '') throw broken(line, "missing key before '='");
  return { key, value: parseValue(skipBlanks(assignment.slice(equals + 1)), line), line };
}

function parseValue(text: string, line: number): string {
  if (text.startsWith("'")) return parseSingleQuoted(text, line);
  if (text.startsWith('"')) return parseDoubleQuoted(text, line);
  return trimWhiteSpace(text);
}

function skipBlanks(text: string): string {
  return text.replace(/^[ \t]+/, '');
}

function parseSingleQuoted(text: string, line: number): string {
  const end = text.indexOf("'", 1);
  if (end === -1) throw broken(line, 'missing closing single quote');
  if (skipBlanks(text.slice(end + 1)) !== '') {
    throw broken(line, 'unexpected data after closing single quote');
  }
  return text.slice(1, end);
}

/** A backslash before anything but n, t, r, a backslash or a double quote stays where it is. */
function parseDoubleQuoted(text: string, line: number): string {
  let value = '';
  for (let index = 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') {
      if (skipBlanks(text.slice(index + 1)) === '') return value;
      throw broken(line, 'unexpected data after closing double quote');
    }
    const escaped = character === '\\' ? ESCAPES[text.charAt(index + 1)] : undefined;
    value += escaped ?? character;
    if (escaped !== undefined) index += 1;
  }
  throw broken(line, 'missing closing double quote');
}

function broken(line: number, problem: string): SecretsFileError {
  return new SecretsFileError(`line ${line}: ${problem}`);
}
