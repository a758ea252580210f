// Secrets files of one flat YAML mapping (coder.md 2.11), with Coder's idea of what a string is. Aliases are refused, so that nothing is expanded, and
// the number of tokens is bounded before a tree is built (threat T18).
import { Lexer, LineCounter, isAlias, isCollection, isMap, isScalar, parseAllDocuments } from 'yaml';
import type { Document, ParsedNode } from 'yaml';

import { SecretsFileError, quoteKey } from './entry.ts';
import type { SecretsFileEntry } from './entry.ts';
import { isPlainString } from './plain-scalar.ts';

/** A file of 50 entries has some hundreds; a scalar over many lines is one. */
const MAX_TOKENS = 20_000;
const STRING_TAG = 'tag:yaml.org,2002:str';
/** What YAML counts as not printable, but for line breaks and the byte order mark. */
const NOT_PRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** The entries in file order; SecretsFileError names the line where it can. An empty file has no entries. */
export function parseYamlFile(content: string): SecretsFileEntry[] {
  if (NOT_PRINTABLE.test(content)) throw invalid('a control character');
  checkTokens(content);
  const lines = new LineCounter();
  const documents = parseAll(content, lines);
  const [document] = documents;
  if (document === undefined) return [];
  const fault = documents.flatMap((one) => one.errors)[0];
  // The parser's own message may quote the text around the fault.
  if (fault !== undefined) throw invalid(`${fault.code} on line ${lines.linePos(fault.pos[0]).line}`);
  if (documents.length > 1) {
    throw new SecretsFileError(
      'YAML content must be a single document mapping secret names to string values',
    );
  }
  if (!isMap(document.contents)) {
    throw new SecretsFileError('YAML content must be a mapping of secret names to string values');
  }
  return document.contents.items.map(({ key, value }) => {
    if (!isStringScalar(key)) throw new SecretsFileError('YAML keys must be strings');
    return { key: key.value, value: readValue(key.value, value), line: lines.linePos(key.range[0]).line };
  });
}

function checkTokens(content: string): void {
  let tokens = 0;
  for (const token of new Lexer().lex(content)) {
    tokens += token === '' ? 0 : 1;
    if (tokens > MAX_TOKENS) throw invalid(`more than ${MAX_TOKENS} tokens`);
  }
}

function parseAll(content: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  try {
    // The schema is said, so that a file that asks for YAML 1.1 is read by the same rules.
    const options = { lineCounter, schema: 'core', prettyErrors: false, uniqueKeys: false } as const;
    return [...parseAllDocuments(content, { ...options, logLevel: 'silent' })];
  } catch (error) {
    // The stack ends before MAX_TOKENS levels do on a small stack.
    if (error instanceof RangeError) throw invalid('too many levels');
    throw error;
  }
}

interface StringScalar {
  readonly value: string;
  readonly range: readonly [number, number, number];
}

function isStringScalar(node: unknown): node is StringScalar {
  return (
    isScalar(node) &&
    typeof node.value === 'string' &&
    (node.tag === STRING_TAG ||
      (node.tag === undefined && (node.type !== 'PLAIN' || isPlainString(node.value)))) &&
    Boolean(node.range)
  );
}

function readValue(key: string, node: ParsedNode | null): string {
  if (isStringScalar(node)) return node.value;
  const about = `value for key ${quoteKey(key)} must be a`;
  if (isAlias(node)) {
    throw new SecretsFileError(`${about} literal string; YAML aliases are not supported`);
  }
  if (isCollection(node)) throw new SecretsFileError(`${about} string, not a nested mapping or sequence`);
  throw new SecretsFileError(`${about} string (quote the value if it is numeric or boolean)`);
}

function invalid(problem: string): SecretsFileError {
  return new SecretsFileError(`invalid YAML: ${problem}`);
}
