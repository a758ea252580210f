// What the trigram index is asked, and what is left to be looked at.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SecretsFilter } from '../../core/ports/index.ts';
import { splitTexts } from './search-terms.ts';

function split(given: Partial<SecretsFilter>) {
  return splitTexts({ spaceIds: ['1'], search: [], where: [], tag: null, shapes: null, ...given });
}

test('texts of three characters and more become one query, quoted and each once', () => {
  assert.deepEqual(split({ search: ['abc', 'a "b"', 'abc'] }), {
    match: '"abc" AND "a ""b"""',
    verify: [],
  });
});

test('shorter texts are looked at; characters are counted, not code units', () => {
  assert.deepEqual(split({ search: ['ab', '🔑🔑'] }), { match: null, verify: ['ab', '🔑🔑'] });
  assert.deepEqual(split({ search: ['🔑🔑🔑'] }), { match: '"🔑🔑🔑"', verify: [] });
});

test('of a long text the index gets the beginning, and the whole is looked at', () => {
  const long = 'x'.repeat(65);
  assert.deepEqual(split({ search: [long] }), { match: `"${'x'.repeat(64)}"`, verify: [long] });
});

test('what fields and tags must hold narrows the search too, but is judged elsewhere', () => {
  const where = [{ field: 'name', contains: 'token' } as const];
  assert.deepEqual(split({ where, tag: 'Prod' }), { match: '"token" AND "prod"', verify: [] });
  assert.deepEqual(split({ where: [{ field: 'tags', contains: 'a\0bc' }] }), { match: null, verify: [] });
});

test('a searched text with a sign that the index does not keep is not for the index', () => {
  for (const sign of ['\0', '\ufffd', '\ud800']) assert.equal(split({ search: [`ab${sign}cd`] }), null);
});
