import assert from 'node:assert/strict';
import { test } from 'node:test';

import { trimWhiteSpace } from './white-space.ts';

test('trims what Unicode calls white space, at both ends only', () => {
  assert.equal(trimWhiteSpace('\t\u0085\u00a0\u3000a b\u2003\r\n'), 'a b');
  assert.equal(trimWhiteSpace(' \u2029 '), '');
  assert.equal(trimWhiteSpace(''), '');
});

test('keeps a byte order mark, as Go does', () => {
  assert.equal(trimWhiteSpace('\uFEFFa\uFEFF'), '\uFEFFa\uFEFF');
});

test('needs time linear in the length', () => {
  const started = performance.now();
  assert.equal(trimWhiteSpace(`a${' '.repeat(1_000_000)}b`).length, 1_000_002);
  assert.equal(trimWhiteSpace(' '.repeat(1_000_000)), '');
  assert.ok(performance.now() - started < 2000);
});
