// Secrets files of one flat mapping of names to strings, in JSON or YAML (coder.md 2.11). Numbers and booleans are
// refused, since what a file shows and what they become differ.
import { isAlias, isMap, isScalar, parseAllDocuments } from 'yaml';
import type { Document } from 'yaml';

import { quoteKey, SecretsFileError } from './entry.ts';
import type { Entry } from './entry.ts';
import { isPlainString } from './plain-scalar.ts';

const STRING_TAG = 'tag:yaml.org,2002:str';
/** What YAML counts as not printable, but for line breaks and the byte order mark. */
const NOT_PRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** The entries in file order. */
export function parseYamlFile(content: string): readonly Entry[] {
  return entriesOf(parseYaml(content, 'YAML'), 'YAML');
}

/** JSON is read by its own rules first, then as the YAML that it is, which keeps doubled keys and their order. */
export function parseJsonFile(content: string): readonly Entry[] {
  const text = content.replace(/^\ufeff/, '');
  try {
    JSON.parse(text);
  } catch {
    throw new SecretsFileError('it is not valid JSON');
  }
  return entriesOf(parseYaml(text, 'JSON'), 'JSON');
}

function parseYaml(content: string, format: string): Document.Parsed | null {
  if (NOT_PRINTABLE.test(content)) throw new SecretsFileError('it has a control character');
  // Doubled keys are reported by the parser; aliases are never resolved; the schema is said for files that ask for 1.1.
  const documents = parseAllDocuments(content, { schema: 'core', logLevel: 'silent' });
  if ('empty' in documents) return null;
  const [document] = documents;
  if (document === undefined) return null;
  if (documents.length > 1) throw new SecretsFileError('it must be a single document');
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    const problem = error.code === 'DUPLICATE_KEY' ? 'a key stands there twice' : `it is not valid ${format}`;
    throw new SecretsFileError(line === undefined ? problem : `line ${line}: ${problem}`);
  }
  return document;
}

function entriesOf(document: Document.Parsed | null, format: string): readonly Entry[] {
  const contents = document?.contents ?? null;
  if (contents === null) return [];
  if (!isMap(contents)) throw new SecretsFileError(`${format} content must map secret names to strings`);
  return contents.items.map(({ key, value }) => {
    if (!isStringScalar(key)) {
      throw new SecretsFileError(`${format} keys must be strings`);
    }
    const name = quoteKey(key.value);
    if (isAlias(value)) throw new SecretsFileError(`value for key ${name} must not be an alias`);
    if (!isScalar(value))
      throw new SecretsFileError(`value for key ${name} must be a string, not a nested one`);
    if (!isStringScalar(value)) {
      throw new SecretsFileError(
        `value for key ${name} must be a string; put numbers and booleans in quotes`,
      );
    }
    return { key: key.value, value: value.value };
  });
}

function isStringScalar(node: unknown): node is { readonly value: string } {
  if (!isScalar(node) || typeof node.value !== 'string') return false;
  if (node.tag !== undefined) return node.tag === STRING_TAG;
  return node.type !== 'PLAIN' || isPlainString(node.value);
}
