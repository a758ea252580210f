// The rules of names, contents and metadata at their very bounds; every problem is reported at once, values never.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../base/errors.ts';
import { MAX_CONTENT_BYTES, checkSecret, mergeDelivery, nameProblem, uniqueTags } from './rules.ts';
import type { SecretParts } from './rules.ts';

/** The paths of the problems, or an empty list. */
function problems(parts: SecretParts, prefix?: string): readonly string[] {
  try {
    checkSecret(parts, prefix);
    return [];
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid-input', String(error));
    return (error.details.issues ?? []).map(({ path }) => path);
  }
}

const KEY = '\u{1f511}';

const FINE: Readonly<Record<string, readonly SecretParts[]>> = {
  name: ['a', 'a b', 'a/b', '...', '.a', '-', 'é', KEY.repeat(255), 'a'.repeat(255), '%2e', '__proto__'].map(
    (name) => ({ name }),
  ),
  kind: ['generic', 'a', 'docker-registry', `a${'-'.repeat(63)}`].map((kind) => ({ kind })),
  id: ['4cd3dbd2-7d1f-4e0a-9d4b-5a1b7a1e6c3f', '4CD3DBD2-7D1F-4E0A-9D4B-5A1B7A1E6C3F'].map((id) => ({ id })),
  fields: [
    { value: '' },
    { value: '\0\n\u007f' },
    { _: 'a', '0': 'b', 'a.b-c_d': 'c' },
    { ['a'.repeat(128)]: 'v' },
    { gone: null },
    {},
    Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, ''])),
  ].map((fields) => ({ fields })),
  description: ['', 'a\nb', 'é'.repeat(2048)].map((description) => ({ description })),
  tags: [[], ['a'], ['a', 'a'], ['t'.repeat(128)], Array<string>(50).fill('t')].map((tags) => ({ tags })),
  delivery: [
    {},
    { env: null, file: null, enabled: false },
    { env: '_' },
    { env: `A${'0'.repeat(255)}` },
    { file: '/' },
    { file: '~/a' },
    { file: `/${'a'.repeat(4095)}` },
  ].map((delivery) => ({ delivery })),
  expiresAt: [null, 1, Number.MAX_SAFE_INTEGER].map((expiresAt) => ({ expiresAt })),
};

const WRONG: Readonly<Record<string, readonly SecretParts[]>> = {
  name: ['', '.', '..', 'a\n', '\0', 'a\u007fb', 'a'.repeat(256), KEY.repeat(256), '\ud800'].map((name) => ({
    name,
  })),
  kind: ['', 'A', '1', 'a_b', 'a'.repeat(65), 'é'].map((kind) => ({ kind })),
  id: ['', 'x', '4cd3dbd2-7d1f-4e0a-9d4b-5a1b7a1e6c3', '{4cd3dbd2-7d1f-4e0a-9d4b-5a1b7a1e6c3f}'].map(
    (id) => ({ id }),
  ),
  fields: [
    { '': 'v' },
    { 'a b': 'v' },
    { '-a': 'v' },
    { '.a': 'v' },
    { é: 'v' },
    { ['a'.repeat(129)]: 'v' },
    { ['__proto__']: 'v' },
    Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, ''])),
  ].map((fields) => ({ fields })),
  'fields.value': [{ fields: { value: 'a\ud800' } }],
  description: ['é'.repeat(2049), 'a\0', '\udc00'].map((description) => ({ description })),
  tags: [[''], ['a\n'], ['t'.repeat(129)], Array<string>(51).fill('t'), ['\ud800']].map((tags) => ({ tags })),
  'delivery.env': ['', '0A', 'A-B', 'A B', 'é', 'A\n', 'A'.repeat(257)].map((env) => ({ delivery: { env } })),
  'delivery.file': ['', 'a', './a', '~', '~a/b', '/a\0', `/${'a'.repeat(4096)}`].map((file) => ({
    delivery: { file },
  })),
  expiresAt: [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53].map((expiresAt) => ({ expiresAt })),
};

for (const [what, all] of Object.entries(FINE)) {
  test(`${what}: what is allowed`, () => {
    for (const parts of all) assert.deepEqual(problems(parts), [], JSON.stringify(parts).slice(0, 80));
  });
}

for (const [path, all] of Object.entries(WRONG)) {
  test(`${path}: what is refused`, () => {
    for (const parts of all) assert.deepEqual(problems(parts), [path], JSON.stringify(parts).slice(0, 80));
  });
}

test('every problem is reported, with the prefix of a batch', () => {
  const parts = { name: '', kind: 'A', tags: [''], delivery: { env: '0', file: 'x' }, expiresAt: 0 };
  const paths = ['name', 'kind', 'tags', 'delivery.env', 'delivery.file', 'expiresAt'];
  assert.deepEqual(problems(parts), paths);
  assert.deepEqual(
    problems(parts, '3.'),
    paths.map((path) => `3.${path}`),
  );
});

test('a problem repeats neither a value nor the name of a refused field', () => {
  for (const fields of [
    { hunter2: 'hunter2\ud800', 'hunter2 hunter2': 'hunter2' },
    { 'hunter2!': 'hunter2' },
  ]) {
    assert.throws(
      () => checkSecret({ fields }),
      (error) =>
        error instanceof AppError &&
        !JSON.stringify([error.message, error.details]).includes('hunter2 hunter2') &&
        !error.message.includes('hunter2!'),
    );
  }
});

test('the content has its bound in bytes, over all fields together', () => {
  const half = 'é'.repeat(MAX_CONTENT_BYTES / 4);
  assert.deepEqual(problems({ fields: { a: half, b: half, c: '' } }), []);
  assert.throws(
    () => checkSecret({ fields: { a: half, b: half, c: 'x' } }, '2.'),
    (error) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, 'too-large');
      assert.equal(error.details.max, MAX_CONTENT_BYTES);
      assert.equal(error.details.issues?.[0]?.path, '2.fields');
      return true;
    },
  );
});

test('nameProblem counts characters, not UTF-16 units', () => {
  assert.equal(nameProblem(KEY.repeat(255)), null);
  assert.match(nameProblem(KEY.repeat(256)) ?? '', /1 to 255/);
});

test('tags keep their order without duplicates; a delivery changes what is given alone', () => {
  assert.deepEqual(uniqueTags(['b', 'a', 'b', 'B']), ['b', 'a', 'B']);
  const before = { env: 'E', file: '/f', enabled: false };
  assert.deepEqual(mergeDelivery(before, undefined), before);
  assert.deepEqual(mergeDelivery(before, { env: null }), { env: null, file: '/f', enabled: false });
  assert.deepEqual(mergeDelivery(before, { file: '/g', enabled: true }), {
    env: 'E',
    file: '/g',
    enabled: true,
  });
});
