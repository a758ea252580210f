// Values that a person entered for an import: a JSON file `{NAME: VALUE}`, or `{NAMESPACE: {NAME: VALUE}}`. No message
// quotes a value.
import { CommandError, EXIT } from './failure.ts';
import { quoteKey } from './secrets-file/entry.ts';

/** What was entered for one secret, by field; a text alone is the secret field of its type. Null is not entered. */
export type Entered = string | Readonly<Record<string, string>>;

export type EnteredValues = ReadonlyMap<string, ReadonlyMap<string, Entered>>;

/** By namespace. The report of a run holds such a file with null for every value that is missing (fandogh.md 2.2 C). */
export function parseEnteredValues(text: string, file: string): EnteredValues {
  const json = parseObject(text, file, 'namespaces');
  return new Map(
    Object.entries(json).map(([namespace, secrets]) => {
      if (!isObject(secrets)) throw broken(file, `${quoteKey(namespace)} must be an object of secrets`);
      return [namespace, enteredIn(secrets, file)] as const;
    }),
  );
}

/** Where names alone tell secrets apart. */
export function parseEnteredSecrets(text: string, file: string): ReadonlyMap<string, Entered> {
  return enteredIn(parseObject(text, file, 'secrets'), file);
}

function parseObject(text: string, file: string, of: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw broken(file, 'it is not JSON');
  }
  if (!isObject(json)) throw broken(file, `it must be an object of ${of}`);
  return json;
}

function enteredIn(secrets: Readonly<Record<string, unknown>>, file: string): ReadonlyMap<string, Entered> {
  return new Map(
    Object.entries(secrets).flatMap(([name, value]) => {
      const one = parseOne(value, file, name);
      return one === null ? [] : [[name, one] as const];
    }),
  );
}

function parseOne(value: unknown, file: string, name: string): Entered | null {
  if (value === null || typeof value === 'string') return value;
  const problem = `${quoteKey(name)} must be a text, or an object of fields with texts`;
  if (!isObject(value)) throw broken(file, problem);
  const fields = Object.entries(value).flatMap(([field, text]) => {
    if (text === null) return [];
    if (typeof text !== 'string') throw broken(file, problem);
    return [[field, text] as const];
  });
  return Object.fromEntries(fields);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function broken(file: string, problem: string): CommandError {
  return new CommandError(EXIT.usage, `${file} cannot be used: ${problem}.`);
}
