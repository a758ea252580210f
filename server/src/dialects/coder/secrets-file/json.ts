// Secrets files of one flat JSON object (coder.md 2.11). Read member by member, because JSON.parse would lose
// the order of keys that look like numbers and the fact that a key stands there twice.
import { SecretsFileError, quoteKey } from './entry.ts';
import type { SecretsFileEntry } from './entry.ts';

const WHITE_SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;

/** The entries in file order; SecretsFileError for anything but an object of strings. */
export function parseJsonFile(content: string): SecretsFileEntry[] {
  const reader = new Reader(content);
  if (!reader.take('{')) {
    if (reader.atEnd()) throw invalid('the file is empty');
    if (!reader.atValue()) throw invalid('a value is expected');
    throw new SecretsFileError('JSON content must be an object mapping secret names to string values');
  }
  const entries: SecretsFileEntry[] = [];
  if (!reader.take('}')) {
    do {
      const key = reader.string('a key between double quotes is expected');
      if (!reader.take(':')) throw invalid('a colon is expected after a key');
      entries.push({ key, value: readValue(reader, key), line: null });
    } while (reader.take(','));
    if (!reader.take('}')) throw invalid('a comma or the end of the object is expected after a value');
  }
  if (reader.atValue()) throw new SecretsFileError('unexpected trailing data after JSON object');
  if (!reader.atEnd()) throw invalid('the file goes on after the object');
  return entries;
}

function readValue(reader: Reader, key: string): string {
  if (reader.at('{') || reader.at('[')) {
    throw new SecretsFileError(
      `value for key ${quoteKey(key)} must be a string, not a nested object or array`,
    );
  }
  if (reader.at('"')) return reader.string('a string is not closed or has an invalid escape');
  if (reader.atValue()) throw new SecretsFileError(`value for key ${quoteKey(key)} must be a string`);
  throw invalid('a value is expected after a key');
}

/** A place in the text that only moves forward over what it recognised. */
class Reader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skipWhiteSpace();
  }

  at(mark: string): boolean {
    return this.#text.startsWith(mark, this.#position);
  }

  atEnd(): boolean {
    return this.#position === this.#text.length;
  }

  /** Whether some JSON value starts here. */
  atValue(): boolean {
    return ['{', '[', '"'].some((mark) => this.at(mark)) || this.#match(LITERAL) !== null;
  }

  take(mark: string): boolean {
    if (!this.at(mark)) return false;
    this.#position += mark.length;
    this.#skipWhiteSpace();
    return true;
  }

  string(problem: string): string {
    const literal = this.#match(STRING);
    if (literal === null) throw invalid(problem);
    const text = JSON.parse(literal) as string;
    if (!text.isWellFormed()) throw invalid('a string has half of a surrogate pair');
    this.take(literal);
    return text;
  }

  #skipWhiteSpace(): void {
    this.#position += this.#match(WHITE_SPACE)?.length ?? 0;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#position;
    return pattern.exec(this.#text)?.[0] ?? null;
  }
}

function invalid(problem: string): SecretsFileError {
  return new SecretsFileError(`invalid JSON: ${problem}`);
}
