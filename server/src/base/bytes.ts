// Bytes and text without surprises: strict UTF-8, and a length-prefixed join that no two inputs share.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a well-formed string. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The number of UTF-8 bytes of a string. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Text of valid UTF-8; throws TypeError when the bytes are not. A byte order mark is kept as data. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Each part behind its length (4 bytes, big endian): injective, unlike joining with a separator. */
export function lengthPrefixed(parts: readonly (string | Uint8Array)[]): Uint8Array {
  let size = 0;
  for (const part of parts) size += 4 + (typeof part === 'string' ? utf8Length(part) : part.length);
  const out = Buffer.allocUnsafe(size);
  let offset = 0;
  for (const part of parts) {
    const start = offset + 4;
    if (typeof part === 'string') {
      offset = start + out.write(part, start, 'utf8');
    } else {
      out.set(part, start);
      offset = start + part.length;
    }
    out.writeUInt32BE(offset - start, start - 4);
  }
  return out;
}
