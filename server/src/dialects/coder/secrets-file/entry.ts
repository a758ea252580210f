// One entry of a secrets file, and what is wrong with a file; no text of an error ever quotes a value.

export interface SecretsFileEntry {
  readonly key: string;
  readonly value: string;
  /** Counts from 1; null where lines say nothing. */
  readonly line: number | null;
}

/** A file that cannot be read; the message is for the caller and holds at most a key. */
export class SecretsFileError extends Error {}

const MAX_SHOWN_KEY = 64;

/** A key between quotes, cut to 64 characters: what stands where a key is expected may be part of a value. */
export function quoteKey(key: string): string {
  const characters = Array.from(key);
  const shown = characters.length > MAX_SHOWN_KEY ? `${characters.slice(0, MAX_SHOWN_KEY).join('')}...` : key;
  return JSON.stringify(shown);
}

/** Throws for a key that stands in the file twice. */
export function checkUniqueKeys(entries: readonly SecretsFileEntry[]): void {
  const keys = new Set<string>();
  for (const { key, line } of entries) {
    if (keys.has(key)) {
      throw new SecretsFileError(`duplicate key ${quoteKey(key)}${line === null ? '' : ` on line ${line}`}`);
    }
    keys.add(key);
  }
}
