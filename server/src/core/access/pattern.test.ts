// Patterns: what is written is what matches, and what one pattern is said to cover it covers on every path.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { AppError } from '../../base/errors.ts';
import { parseSpacePattern, patternCovers, patternMatches, patternsMatching } from './pattern.ts';

/** Every path of one to four segments `a` and `b`, and one that only begins alike. */
const level = (paths: readonly string[]) => paths.flatMap((path) => [`${path}/a`, `${path}/b`]);
const first = ['a', 'b'];
const PATHS = [
  ...first,
  ...level(first),
  ...level(level(first)),
  ...level(level(level(first))),
  'ab',
  'a-b/a',
];
const PATTERNS = [
  '*',
  '**',
  ...[...first, ...level(first)].flatMap((base) => [base, `${base}/*`, `${base}/**`]),
];

test('a pattern matches its path, one level below it, or all of it', () => {
  const matched = (pattern: string) =>
    PATHS.filter((path) => patternMatches(parseSpacePattern(pattern), path));
  assert.deepEqual(matched('a/b'), ['a/b']);
  assert.deepEqual(matched('a/*'), ['a/a', 'a/b']);
  assert.deepEqual(matched('*'), ['a', 'b', 'ab']);
  assert.deepEqual(matched('**'), PATHS);
  assert.deepEqual(
    matched('a/b/**'),
    PATHS.filter((path) => path === 'a/b' || path.startsWith('a/b/')),
  );
  assert.deepEqual(matched('c/**'), []);
});

test('covering is being matched wherever the other one matches', () => {
  for (const outer of PATTERNS) {
    for (const inner of PATTERNS) {
      const [one, other] = [parseSpacePattern(outer), parseSpacePattern(inner)];
      const everywhere = PATHS.every((path) => !patternMatches(other, path) || patternMatches(one, path));
      assert.equal(patternCovers(one, other), everywhere, `${outer} over ${inner}`);
    }
  }
});

test('patternsMatching lists every pattern that matches, and no other', () => {
  for (const path of PATHS) {
    const listed = new Set(patternsMatching(path));
    for (const pattern of PATTERNS) {
      assert.equal(
        listed.has(pattern),
        patternMatches(parseSpacePattern(pattern), path),
        `${pattern} ${path}`,
      );
    }
    for (const pattern of listed) assert.ok(patternMatches(parseSpacePattern(pattern), path), pattern);
  }
});

test('eight segments at most, the wildcard among them', () => {
  const seven = 'a/b/c/d/e/f/g';
  for (const text of [`${seven}/h`, `${seven}/*`, `${seven}/**`]) parseSpacePattern(text);
  for (const text of [`${seven}/h/i`, `${seven}/h/*`, `${seven}/h/**`]) {
    assert.throws(() => parseSpacePattern(text), AppError);
  }
});

test('what is neither a path nor a path with a wildcard at its end is refused', () => {
  for (const text of [
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    '*/a',
    '**/a',
    'a/*b',
    'a/***',
    'a*',
    '.',
    '..',
    'a/..',
    'a b',
    'é',
  ]) {
    assert.throws(
      () => parseSpacePattern(text),
      (error) =>
        error instanceof AppError &&
        error.code === 'invalid-input' &&
        error.details.issues?.[0]?.path === 'space',
      text,
    );
  }
});

test('signs that other matchers give a meaning are plain letters or refused', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,9}$/),
      fc.constantFrom(...PATHS),
      (segment, path) => {
        assert.equal(patternMatches(parseSpacePattern(segment), path), segment === path);
      },
    ),
  );
  for (const text of ['a?', '[ab]', '{a,b}', 'a+', 'a|b', '^a', 'a$', 'a%', '\\*', '!a']) {
    assert.throws(() => parseSpacePattern(text), AppError);
  }
});
