// The bootstrap file is judged whole: every problem with its place, parts of dialects included, before anything is done.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../base/errors.ts';
import { invalidInput } from '../base/errors.ts';
import { parseBootstrap } from './bootstrap.ts';
import type { BootstrapSections } from './bootstrap.ts';

const USER = { username: 'alice', password: 'a long password' };
const NONE: BootstrapSections = {};

function problems(file: unknown, sections = NONE): readonly string[] {
  try {
    parseBootstrap(file, sections);
    return [];
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid-input', String(error));
    assert.ok(!JSON.stringify([error.message, error.details]).includes('hunter2'));
    return (error.details.issues ?? []).map(({ path }) => path);
  }
}

const FILES: readonly [string, unknown, readonly string[]][] = [
  ['nothing to do', {}, []],
  ['empty lists', { users: [], grants: [] }, []],
  [
    'all members',
    {
      users: [{ ...USER, email: 'a@b', admin: false }],
      grants: [{ to: 'user:alice', role: 'reader', space: 'a/**' }],
    },
    [],
  ],
  ['no object', [], ['']],
  ['null', null, ['']],
  ['a text', 'users', ['']],
  ['unknown members', { user: [], Users: [] }, ['user', 'Users']],
  ['no list', { users: {}, grants: 'x' }, ['users', 'grants']],
  ['a user that is none', { users: [null] }, ['users.0', 'users.0.username', 'users.0.password']],
  [
    'members of a wrong type',
    { users: [{ username: 5, password: true, email: null, admin: 'yes' }] },
    ['users.0.email', 'users.0.admin', 'users.0.username', 'users.0.password'],
  ],
  [
    'an unknown member of a user',
    { users: [USER, { ...USER, username: 'bob', pasword: 'hunter2' }] },
    ['users.1.pasword'],
  ],
  [
    'a password that is too short',
    { users: [USER, { username: 'bob', password: 'hunter2' }] },
    ['users.1.password'],
  ],
  ['a username that is none', { users: [{ ...USER, username: 'a b' }] }, ['users.0.username']],
  [
    'one user twice, spelt otherwise',
    { users: [USER, { ...USER, username: 'ALICE' }] },
    ['users.1.username'],
  ],
  ['an email address that is none', { users: [{ ...USER, email: 'nobody' }] }, ['users.0.email']],
  [
    'a pattern that is none',
    { grants: [{ to: 'user:a', role: 'reader', space: '../a' }] },
    ['grants.0.space'],
  ],
  ['a grant without members', { grants: [{}] }, ['grants.0.space', 'grants.0.to', 'grants.0.role']],
];

for (const [what, file, paths] of FILES) {
  test(`${what}: ${paths.join(', ') || 'fine'}`, () => {
    assert.deepEqual([...problems(file)].sort(), [...paths].sort());
  });
}

test('a dialect judges its own part, which is unknown without the dialect', () => {
  const seen: unknown[] = [];
  const sections: BootstrapSections = {
    olares: {
      parse: (section) => {
        seen.push(section);
        if (section === 'bad') throw invalidInput({ path: 'olares.apps', message: 'must be a list' });
        return async () => undefined;
      },
    },
  };
  assert.deepEqual(problems({ olares: 'bad' }, sections), ['olares.apps']);
  assert.deepEqual(problems({ olares: { apps: [] } }, sections), []);
  assert.deepEqual(problems({}, sections), []);
  assert.deepEqual(seen, ['bad', { apps: [] }]);
  assert.deepEqual(problems({ olares: {} }), ['olares']);
});
