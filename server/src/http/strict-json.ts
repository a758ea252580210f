// The one JSON reader for request bodies (threat T15): valid UTF-8, at most 32 levels, no duplicate members,
// no `__proto__`, no lone surrogates. It judges the text in one pass and leaves the values to JSON.parse.
import { AppError, invalidInput } from '../core/index.ts';

const MAX_DEPTH = 32;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The parsed value; `invalid-input` with one issue that says what is wrong otherwise. */
export function parseStrictJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw invalidInput({ path: '', message: 'must be valid UTF-8' });
  }
  let value: unknown;
  try {
    checkDepth(text);
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof AppError) throw error;
    // The parser's own message quotes the text around the fault, which may be a secret.
    throw invalidInput({ path: '', message: 'is not valid JSON' });
  }
  checkMembers(text);
  return value;
}

/** Walks the text once so that JSON.parse never recurses deeper than the limit. */
function checkDepth(text: string): void {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      index = endOfString(text, index);
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH)
        throw invalidInput({ path: '', message: `must not nest deeper than ${MAX_DEPTH} levels` });
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
}

/** On text that is known to be JSON: finds member names that occur twice or that are `__proto__`. */
function checkMembers(text: string): void {
  const scopes: (Set<string> | null)[] = [];
  let expectsName = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      const end = endOfString(text, index);
      const raw = text.slice(index, end + 1);
      if (raw.includes('\\u') || !raw.isWellFormed()) {
        const decoded = JSON.parse(raw) as string;
        if (!decoded.isWellFormed())
          throw invalidInput({ path: '', message: 'has a string with half of a surrogate pair' });
      }
      const scope = scopes.at(-1);
      if (expectsName && scope) {
        const name = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
        if (name === '__proto__')
          throw invalidInput({ path: '', message: 'must not have a member named __proto__' });
        if (scope.has(name))
          throw invalidInput({ path: '', message: 'has the same member twice in one object' });
        scope.add(name);
        expectsName = false;
      }
      index = end;
    } else if (code === 0x7b) {
      scopes.push(new Set());
      expectsName = true;
    } else if (code === 0x5b) {
      scopes.push(null);
      expectsName = false;
    } else if (code === 0x7d || code === 0x5d) {
      scopes.pop();
      expectsName = false;
    } else if (code === 0x2c) {
      expectsName = scopes.at(-1) instanceof Set;
    }
  }
}

/** The index of the quote that ends the string starting at `start`; the last index when there is none. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5c) index += 1;
    else if (code === 0x22) return index;
  }
  return text.length - 1;
}
