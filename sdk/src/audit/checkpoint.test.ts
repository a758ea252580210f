// Proves the client's own reading of keys, notes and trees against the frozen vectors.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { openCheckpoint, parseVerifierKey } from './checkpoint.ts';
import { loadSha256 } from './hash.ts';
import { GrowingTree } from './tree.ts';

interface Vectors {
  readonly hierarchy: { readonly auditSign: { origin: string; verifier: string; checkpoint: string } };
  readonly merkle: { readonly leaves: readonly string[]; readonly roots: readonly string[] };
}

const path = new URL('../../../conformance/crypto/vectors.json', import.meta.url);
const { hierarchy, merkle } = JSON.parse(readFileSync(path, 'utf8')) as Vectors;
const { origin, verifier, checkpoint } = hierarchy.auditSign;
const sha256 = await loadSha256();

test('the frozen checkpoint opens with the frozen key', async () => {
  const key = await parseVerifierKey(verifier, sha256);
  const opened = await openCheckpoint(checkpoint, [key]);
  assert.equal(opened?.origin, origin);
  assert.equal(opened.size, 8);
  assert.equal(Buffer.from(opened.root).toString('hex'), merkle.roots[7]);
});

test('no changed checkpoint opens', async () => {
  const key = await parseVerifierKey(verifier, sha256);
  for (let at = 0; at < checkpoint.length; at += 1) {
    const other = checkpoint[at] === 'x' ? 'y' : 'x';
    const changed = checkpoint.slice(0, at) + other + checkpoint.slice(at + 1);
    assert.equal(await openCheckpoint(changed, [key]), null, `at ${at}`);
  }
});

test('a damaged key is refused', async () => {
  for (const text of ['', 'x', verifier.replace(/\+[0-9a-f]{8}\+/, '+00000000+'), verifier.slice(0, -1)]) {
    await assert.rejects(parseVerifierKey(text, sha256), TypeError);
  }
});

test('the tree has the roots of the vectors', () => {
  const tree = new GrowingTree(sha256);
  for (const [index, leaf] of merkle.leaves.entries()) {
    tree.append(sha256(Buffer.concat([Uint8Array.of(0), Buffer.from(leaf, 'hex')])));
    assert.equal(Buffer.from(tree.root()).toString('hex'), merkle.roots[index]);
  }
  assert.equal(tree.size, merkle.leaves.length);
});
