// Ed25519 signatures in the text forms of C2SP signed-note: `— NAME BASE64(key hash || signature)` below the text,
// and `NAME+HASH+BASE64(1 || public key)` for a verifier.
import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The algorithm byte of Ed25519 in signed-note. */
const ED25519 = 1;
/** PKCS #8 of an Ed25519 key up to its 32 bytes of seed (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SIGNATURE_BYTES = 64;
const KEY_HASH_BYTES = 4;

export class NoteKey {
  readonly #private: KeyObject;
  readonly #public: KeyObject;
  readonly #bytes: Uint8Array;

  /** From the 32 bytes of the key's seed (RFC 8032). */
  constructor(seed: Uint8Array) {
    if (seed.length !== 32) throw new TypeError('A signing seed has 32 bytes.');
    const der = Buffer.concat([PKCS8_HEAD, seed]);
    this.#private = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    der.fill(0);
    this.#public = createPublicKey(this.#private);
    this.#bytes = this.#public.export({ format: 'der', type: 'spki' }).subarray(-32);
  }

  /** The signed note of a text that ends with a line end. */
  sign(name: string, text: string): string {
    const signature = sign(null, Buffer.from(text), this.#private);
    const line = Buffer.concat([this.#keyHash(name), signature]).toString('base64');
    return `${text}\n— ${name} ${line}\n`;
  }

  /** The text of a note that this key signed under this name, or null. */
  open(name: string, note: string): string | null {
    const end = note.indexOf('\n\n');
    if (end === -1) return null;
    const text = note.slice(0, end + 1);
    const prefix = `— ${name} `;
    const lines = note.slice(end + 2).split('\n');
    if (lines.pop() !== '') return null;
    const signed = lines.some((line) => {
      if (!line.startsWith(prefix)) return false;
      const encoded = line.slice(prefix.length);
      const bytes = Buffer.from(encoded, 'base64');
      if (bytes.toString('base64') !== encoded) return false;
      if (bytes.length !== KEY_HASH_BYTES + SIGNATURE_BYTES) return false;
      if (!bytes.subarray(0, KEY_HASH_BYTES).equals(this.#keyHash(name))) return false;
      return verify(null, Buffer.from(text), this.#public, bytes.subarray(KEY_HASH_BYTES));
    });
    return signed ? text : null;
  }

  /** The verifier key: what somebody needs who checks notes of this name. */
  verifier(name: string): string {
    const key = Buffer.concat([Uint8Array.of(ED25519), this.#bytes]).toString('base64');
    return `${name}+${Buffer.from(this.#keyHash(name)).toString('hex')}+${key}`;
  }

  #keyHash(name: string): Uint8Array {
    const input = Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(ED25519), this.#bytes]);
    return hash('sha256', input, 'buffer').subarray(0, KEY_HASH_BYTES);
  }
}
