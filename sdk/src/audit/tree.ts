// The Merkle tree of RFC 6962 while it grows: the hashes of its whole subtrees, from which its root is told.
import type { Sha256 } from './hash.ts';

export class GrowingTree {
  readonly #sha256: Sha256;
  readonly #node = new Uint8Array(65);
  #size = 0;
  #subtrees: Uint8Array[] = [];

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#node[0] = 1;
  }

  get size(): number {
    return this.#size;
  }

  /** Goes on from a tree of this size. False when these cannot be its subtrees. */
  resume(size: number, subtrees: readonly Uint8Array[]): boolean {
    const ones = size.toString(2).replaceAll('0', '').length;
    if (subtrees.length !== ones || subtrees.some(({ length }) => length !== 32)) return false;
    this.#size = size;
    this.#subtrees = [...subtrees];
    return true;
  }

  append(leaf: Uint8Array): void {
    this.#subtrees.push(leaf);
    this.#size += 1;
    for (let rest = this.#size; rest % 2 === 0; rest /= 2) {
      const right = this.#subtrees.pop() ?? leaf;
      const left = this.#subtrees.pop() ?? leaf;
      this.#subtrees.push(this.#join(left, right));
    }
  }

  root(): Uint8Array {
    const [last, ...rest] = [...this.#subtrees].reverse();
    if (last === undefined) return this.#sha256(new Uint8Array());
    return rest.reduce((root, subtree) => this.#join(subtree, root), last);
  }

  #join(left: Uint8Array, right: Uint8Array): Uint8Array {
    this.#node.set(left, 1);
    this.#node.set(right, 33);
    return this.#sha256(this.#node);
  }
}
