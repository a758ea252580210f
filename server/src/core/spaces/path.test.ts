// Space paths: whole segments of a small alphabet, so that a path is never navigation (threat T15).
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../base/errors.ts';
import { isAtOrBelow, isSegment, parseSpacePath } from './path.ts';

const LONGEST = 'a'.repeat(128);

test('paths of one to eight segments are taken as they are', () => {
  for (const path of [
    'a',
    '0',
    'apps/shop/prod',
    'a/b/c/d/e/f/g/h',
    'A.b_c@d-e',
    'a..b',
    'user@example.com',
    LONGEST,
  ]) {
    assert.equal(parseSpacePath(path), path);
  }
});

test('anything else is refused on `space`, and nothing is tidied up', () => {
  const bad = [
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    '.',
    '..',
    'a/../b',
    'a/./b',
    '.a',
    '-a',
    '_a',
    '@a',
    'a b',
    ' a',
    'a\n',
    'a\0',
  ];
  for (const path of [
    ...bad,
    'é',
    'а',
    'a%2fb',
    'a\\b',
    'a*',
    '**',
    'a:b',
    '~',
    `${LONGEST}a`,
    'a/b/c/d/e/f/g/h/i',
  ]) {
    assert.throws(
      () => parseSpacePath(path),
      (error) =>
        error instanceof AppError &&
        error.code === 'invalid-input' &&
        error.details.issues?.[0]?.path === 'space',
      JSON.stringify(path),
    );
    assert.ok(!path.split('/').every(isSegment) || path.split('/').length > 8);
  }
});

test('below means below in whole segments', () => {
  assert.ok(isAtOrBelow('a/b', 'a/b') && isAtOrBelow('a/b/c', 'a/b') && isAtOrBelow('a/b/c/d', 'a/b'));
  for (const path of ['a', 'a/bc', 'a/b-c', 'a/b0', 'x/a/b', '']) assert.ok(!isAtOrBelow(path, 'a/b'));
});
