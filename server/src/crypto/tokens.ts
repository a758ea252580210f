// One token format for every dialect: `pvt1`, 256 random bits in base62, a checksum. 52 characters, so that it
// decodes as standard Base64 and holds no space; only its SHA-256 is stored.
import { hash, randomBytes } from 'node:crypto';

const PREFIX = 'pvt1';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BODY_LENGTH = 43;
const CHECK_LENGTH = 5;
const SHAPE = /^pvt1[0-9A-Za-z]{48}$/;

/** A new token's text. */
export function newToken(): string {
  const head = PREFIX + base62(BigInt(`0x${randomBytes(32).toString('hex')}`), BODY_LENGTH);
  return head + checksum(head);
}

/** The SHA-256 under which a token is stored, or null when the text cannot be a token (a typing error, say). */
export function tokenHash(token: string): Uint8Array | null {
  if (!SHAPE.test(token)) return null;
  const head = token.slice(0, PREFIX.length + BODY_LENGTH);
  if (token.slice(head.length) !== checksum(head)) return null;
  return hash('sha256', token, 'buffer');
}

/** A random text of the token alphabet, for credentials and one-time passwords; `length` characters. */
export function randomText(length: number): string {
  return base62(BigInt(`0x${randomBytes(Math.ceil(length * 0.75) + 8).toString('hex')}`), length);
}

function checksum(head: string): string {
  const digest = hash('sha256', `polyvault-token ${head}`, 'buffer');
  return base62(digest.readBigUInt64BE(), CHECK_LENGTH);
}

/** The lowest `length` digits of the number in base 62. */
function base62(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = (ALPHABET[Number(rest % 62n)] ?? '') + text;
    rest /= 62n;
  }
  return text;
}
