// Proves which conditional headers mean what, and that every other form is refused by name.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../core/index.ts';
import { alreadyHas, etagOf, parseIfMatch, parsePutCondition } from './etag.ts';

const refuses = (path: string) => (thrown: unknown) =>
  thrown instanceof AppError && thrown.code === 'invalid-input' && thrown.details.issues?.[0]?.path === path;

test('If-Match is one version between quotes', () => {
  assert.deepEqual(parseIfMatch({ 'if-match': etagOf(12) }), { version: 12 });
  assert.equal(parseIfMatch({}), 'none');
  for (const text of [
    '12',
    '"0"',
    '"01"',
    '"1", "2"',
    'W/"1"',
    '*',
    '"a"',
    '""',
    '',
    '"1" ',
    '"9999999999999999"',
  ]) {
    assert.throws(() => parseIfMatch({ 'if-match': text }), refuses('If-Match'), text);
  }
});

test('If-None-Match is for PUT only, as a star and alone', () => {
  assert.equal(parsePutCondition({ 'if-none-match': '*' }), 'absent');
  assert.deepEqual(parsePutCondition({ 'if-match': '"3"' }), { version: 3 });
  assert.equal(parsePutCondition({}), 'none');
  assert.throws(() => parseIfMatch({ 'if-none-match': '*' }), refuses('If-None-Match'));
  assert.throws(() => parsePutCondition({ 'if-none-match': '"1"' }), refuses('If-None-Match'));
  assert.throws(
    () => parsePutCondition({ 'if-match': '"1"', 'if-none-match': '*' }),
    refuses('If-None-Match'),
  );
});

test('a reader has a version when one of the tags is its tag', () => {
  assert.equal(alreadyHas(undefined, 3), false);
  assert.equal(alreadyHas('"3"', 3), true);
  assert.equal(alreadyHas('W/"3"', 3), true);
  assert.equal(alreadyHas('"1", "3"', 3), true);
  assert.equal(alreadyHas('"1", "2"', 3), false);
  for (const text of ['3', '*', '"3" "4"', '"3",', '']) {
    assert.throws(() => alreadyHas(text, 3), refuses('If-None-Match'), text);
  }
});
