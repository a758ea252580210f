// The form sends what was changed and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { draftOf, newSecretOf, patchOf } from './draft.ts';

const SECRET = {
  id: '1',
  space: 'a',
  name: 'n',
  kind: 'generic',
  description: '',
  tags: ['x', 'y'],
  delivery: { env: 'N', file: null, enabled: true },
  expiresAt: null,
  version: 3,
  fieldNames: ['value', 'old'],
  publicFields: {},
  createdAt: '',
  updatedAt: '',
};
const VALUES = { value: 'one', old: 'two' };

test('an unchanged form changes nothing', () => {
  assert.deepEqual(patchOf(SECRET, VALUES, draftOf(SECRET, VALUES)), {});
});

test('a set, a new and a removed field, and a tag', () => {
  const draft = draftOf(SECRET, VALUES);
  const fields = [
    { key: 0, name: 'value', value: '' },
    { key: 7, name: 'new', value: ' three ' },
  ];
  assert.deepEqual(patchOf(SECRET, VALUES, { ...draft, fields, tags: 'x, z,' }), {
    tags: ['x', 'z'],
    fields: { value: '', new: ' three ', old: null },
  });
});

test('who may not read replaces what he types, and removes nothing', () => {
  const draft = draftOf(SECRET, null);
  assert.deepEqual(patchOf(SECRET, null, draft), {});
  const fields = [{ key: 0, name: 'value', value: 'next' }];
  assert.deepEqual(patchOf(SECRET, null, { ...draft, fields, env: '' }), {
    delivery: { env: null, file: null },
    fields: { value: 'next' },
  });
});

test('a new secret has what was typed', () => {
  assert.deepEqual(newSecretOf('a/b', { ...draftOf(null, null), name: 'n' }), {
    space: 'a/b',
    name: 'n',
    fields: { value: '' },
    kind: 'generic',
    description: '',
    tags: [],
  });
});
