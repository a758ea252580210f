// Proves that a note opens under its own name and key alone, whatever else is changed in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NoteKey } from './signed-note.ts';

const key = new NoteKey(new Uint8Array(32).fill(7));
const TEXT = 'origin\n3\nroot\n';
const note = key.sign('a/log', TEXT);

test('a signed note opens to its text, also with signatures of others', () => {
  assert.equal(key.open('a/log', note), TEXT);
  const cosigned = `${note}— somebody ${'A'.repeat(92)}=\n`;
  assert.equal(key.open('a/log', cosigned), TEXT);
});

test('another name, key, text or signature does not', () => {
  const other = new NoteKey(new Uint8Array(32).fill(8));
  assert.equal(key.open('another/log', note), null);
  assert.equal(other.open('a/log', note), null);
  assert.equal(key.open('a/log', note.trimEnd()), null);
  assert.equal(key.open('a/log', ''), null);
  const bytes = Buffer.from(note);
  let refused = 0;
  for (const at of bytes.keys()) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    if (key.open('a/log', flipped.toString()) === null) refused += 1;
    else assert.fail(`byte ${at}`);
  }
  assert.equal(refused, bytes.length);
});

test('a seed has 32 bytes', () => {
  assert.throws(() => new NoteKey(new Uint8Array(31)), TypeError);
});
