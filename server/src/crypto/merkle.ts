// The Merkle tree of RFC 6962 section 2.1 in its shortest form: the hashes of its whole subtrees, which is all that
// appending to it and telling its root needs.
import { hash } from 'node:crypto';

/** SHA-256 over a one byte and two hashes: an inner node. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return hash('sha256', bytes, 'buffer');
}

/**
 * The frontier of a tree that only grows: one hash for each binary digit 1 of its size, the largest subtree first.
 * Sizes go up to 2^53.
 */
export class MerkleFrontier {
  #size: number;
  readonly #hashes: Uint8Array[];

  /** Throws RangeError when the number of hashes is not that of a tree of this size. */
  constructor(size = 0, hashes: readonly Uint8Array[] = []) {
    if (!Number.isSafeInteger(size) || size < 0 || hashes.length !== onesOf(size)) {
      throw new RangeError('These hashes are not the frontier of a tree of this size.');
    }
    if (hashes.some(({ length }) => length !== 32)) throw new RangeError('A hash has 32 bytes.');
    this.#size = size;
    this.#hashes = [...hashes];
  }

  /** The reverse of `bytes`. Throws RangeError like the constructor. */
  static fromBytes(size: number, bytes: Uint8Array): MerkleFrontier {
    const hashes: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += 32) hashes.push(bytes.slice(at, at + 32));
    return new MerkleFrontier(size, hashes);
  }

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    this.#hashes.push(leaf);
    this.#size += 1;
    // Two subtrees of one size become one, as a carry runs through a sum.
    for (let rest = this.#size; rest % 2 === 0; rest /= 2) {
      const right = this.#hashes.pop() ?? leaf;
      const left = this.#hashes.pop() ?? leaf;
      this.#hashes.push(nodeHash(left, right));
    }
  }

  root(): Uint8Array {
    let root: Uint8Array | undefined;
    for (const subtree of [...this.#hashes].reverse()) {
      root = root === undefined ? subtree : nodeHash(subtree, root);
    }
    return root ?? hash('sha256', '', 'buffer');
  }

  /** The hashes one behind the other. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(32 * this.#hashes.length);
    for (const [index, subtree] of this.#hashes.entries()) bytes.set(subtree, 32 * index);
    return bytes;
  }

  copy(): MerkleFrontier {
    return new MerkleFrontier(this.#size, this.#hashes);
  }
}

function onesOf(size: number): number {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
}
