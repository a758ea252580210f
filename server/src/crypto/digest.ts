// Plain SHA-256 for chains and comparisons; never for passwords.
import { createHash, hash } from 'node:crypto';

import { utf8 } from '../base/bytes.ts';

/** The leaf hash of RFC 6962 section 2.1: SHA-256 over a zero byte and the data. */
export function leafHash(data: string): Uint8Array {
  const bytes = utf8(data);
  const leaf = new Uint8Array(bytes.length + 1);
  leaf.set(bytes, 1);
  return hash('sha256', leaf, 'buffer');
}

/** SHA-256 over what comes piece by piece. */
export class RunningDigest {
  readonly #hash = createHash('sha256');

  add(data: string | Uint8Array): void {
    this.#hash.update(data);
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}
