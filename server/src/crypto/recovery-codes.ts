// Recovery codes: 16 characters that nobody confuses, about 79 random bits, so that a plain hash is enough to keep.
import { createHash, randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 16;
const SHAPE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`);

/** Such as `k3md-9xqp-w7hn-2rvt`. */
export function newRecoveryCode(): string {
  const text = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return text.match(/.{4}/g)?.join('-') ?? text;
}

/** What is kept of a code, in Base64; the same for every spelling with spaces, dashes and capitals. Null for no code. */
export function recoveryCodeHash(typed: string): string | null {
  const bare = typed
    .normalize('NFKC')
    .replace(/[\s\p{Dash_Punctuation}]+/gu, '')
    .toLowerCase();
  if (!SHAPE.test(bare)) return null;
  return createHash('sha256').update(`polyvault-recovery ${bare}`).digest('base64');
}
