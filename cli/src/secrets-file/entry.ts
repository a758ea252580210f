// One entry of a secrets file, and what is wrong with a file; a message never quotes a value (coder.md 2.11).

export interface Entry {
  readonly key: string;
  readonly value: string;
}

/** A file that cannot be read as its format; the message names a line or a key at most. */
export class SecretsFileError extends Error {}

/** A key between quotes, cut: what stands in the place of a key may be part of a value. */
export function quoteKey(key: string): string {
  const characters = Array.from(key);
  return JSON.stringify(characters.length > 64 ? `${characters.slice(0, 64).join('')}...` : key);
}
