// Proves the frontier against the definition of RFC 6962 section 2.1, written down plainly, and that it resumes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { leafHash } from './digest.ts';
import { MerkleFrontier, nodeHash } from './merkle.ts';

/** MTH of RFC 6962 section 2.1, for one leaf and more. */
function plainRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only !== undefined && leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(plainRoot(leaves.slice(0, split)), plainRoot(leaves.slice(split)));
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, index) => leafHash(`leaf ${index}`));

test('the root is that of the definition, for every size up to 200', () => {
  const tree = new MerkleFrontier();
  const leaves = leavesOf(200);
  for (const [index, leaf] of leaves.entries()) {
    tree.append(leaf);
    assert.deepEqual(Buffer.from(tree.root()), Buffer.from(plainRoot(leaves.slice(0, index + 1))));
  }
});

test('it goes on from its own bytes, and from a copy that does not share them', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(50), (size, more) => {
      const tree = new MerkleFrontier();
      for (const leaf of leavesOf(size)) tree.append(leaf);
      const resumed = MerkleFrontier.fromBytes(size, tree.bytes());
      const copy = tree.copy();
      for (const leaf of leavesOf(more)) {
        tree.append(leaf);
        resumed.append(leaf);
      }
      assert.deepEqual(Buffer.from(resumed.root()), Buffer.from(tree.root()));
      assert.equal(resumed.size, size + more);
      assert.equal(copy.size, size);
      assert.equal(more > 0, !Buffer.from(copy.root()).equals(tree.root()));
    }),
    { numRuns: 50 },
  );
});

test('hashes that are not those of the size are refused', () => {
  const hash = leafHash('x');
  for (const [size, hashes] of [
    [1, []],
    [0, [hash]],
    [3, [hash]],
    [-1, []],
    [1.5, [hash]],
    [1, [hash.subarray(1)]],
  ] as const) {
    assert.throws(() => new MerkleFrontier(size, hashes), RangeError);
  }
});
