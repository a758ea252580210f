// The bootstrap section is judged whole, each problem under its path.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError, parseSpaceTemplate } from '../../core/index.ts';
import { parseSection } from './bootstrap-section.ts';

const template = parseSpaceTemplate('fandogh/{namespace}');

function paths(section: unknown, source = 'fandogh/{namespace}'): readonly string[] {
  try {
    parseSection(section, parseSpaceTemplate(source));
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid-input', String(error));
    return (error.details.issues ?? []).map((issue) => issue.path);
  }
  return [];
}

test('a good section is taken, an empty one too', () => {
  const namespaces = [{ name: 'shop', members: [{ username: 'alice', role: 'ADMIN' }] }, { name: 'blog' }];
  assert.deepEqual(parseSection({ namespaces }, template), [
    { name: 'shop', members: [{ username: 'alice', role: 'ADMIN' }] },
    { name: 'blog', members: [] },
  ]);
  assert.deepEqual(parseSection({}, template), []);
});

test('unknown members and wrong types are named', () => {
  assert.deepEqual(paths([]), ['fandogh']);
  assert.deepEqual(paths({ spaces: [] }), ['fandogh.spaces']);
  assert.deepEqual(paths({ namespaces: {} }), ['fandogh.namespaces']);
  assert.deepEqual(paths({ namespaces: ['shop', { name: 5, owner: 'alice' }] }), [
    'fandogh.namespaces.0',
    'fandogh.namespaces.0.name',
    'fandogh.namespaces.1.owner',
    'fandogh.namespaces.1.name',
  ]);
});

test('names that cannot be asked for, and twins, are refused', () => {
  for (const name of ['a/b', '', '-a', 'null', 'undefined', 'NAMESPACE']) {
    assert.deepEqual(paths({ namespaces: [{ name }] }), ['fandogh.namespaces.0.name'], name);
  }
  assert.deepEqual(paths({ namespaces: [{ name: 'a' }, { name: 'a' }] }), ['fandogh.namespaces.1.name']);
});

test('members need a user and a known role, once each', () => {
  const members = [
    { username: 'alice', role: 'OWNER' },
    { username: 'bob' },
    { username: 'Bob', role: 'OPERATOR', since: 1 },
  ];
  assert.deepEqual(paths({ namespaces: [{ name: 'a', members }] }), [
    'fandogh.namespaces.0.members.0.role',
    'fandogh.namespaces.0.members.1.role',
    'fandogh.namespaces.0.members.2.since',
    'fandogh.namespaces.0.members.2.username',
  ]);
});

test('namespaces need a template with that variable alone', () => {
  for (const source of ['shared', 'users/{username}', 'x/{namespace}/{username}']) {
    assert.deepEqual(paths({ namespaces: [{ name: 'a' }] }, source), ['fandogh.namespaces'], source);
    assert.deepEqual(paths({}, source), [], source);
  }
});
