// Base64 of whole quanta without surprises: what does not encode back to the same text is not accepted.

export function toBase64(bytes: Uint8Array): string {
  const { toBase64: own } = bytes as { toBase64?: () => string };
  return own === undefined ? btoa(String.fromCharCode(...bytes)) : own.call(bytes);
}

/** Null for anything but standard Base64 with its padding. */
export function fromBase64(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** UTF-8 by its length; a byte order mark is data. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
