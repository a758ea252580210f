// Patterns reach all environments of one workspace, or all workspaces of one user, and never beyond them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Core } from '../../core/index.ts';
import { createWorkspaces } from './workspaces.ts';

// Paths and patterns are pure; what is visible is shown by the conformance data on a real server.
const noCore = {} as Core;
const invalid = { code: 'invalid-input' };

test('the default template', () => {
  const { space, pattern } = createWorkspaces(noCore, 'olares/{user}/{workspace}/{env}');
  assert.equal(space('alice', 'notes', 'prod'), 'olares/alice/notes/prod');
  assert.equal(pattern('alice', 'notes'), 'olares/alice/notes/**');
  assert.equal(pattern('alice', null), 'olares/alice/**');
});

test('a template without an environment is an exact path', () => {
  const { space, pattern } = createWorkspaces(noCore, 'shared/{workspace}');
  assert.equal(space('alice', 'notes', 'dev'), 'shared/notes');
  assert.equal(pattern('alice', 'notes'), 'shared/notes');
  assert.equal(pattern('alice', null), 'shared/**');
});

test('a template without a workspace gives each op the one place', () => {
  const { pattern } = createWorkspaces(noCore, 'users/{user}');
  assert.equal(pattern('alice', 'notes'), 'users/alice');
  assert.equal(pattern('alice', null), 'users/alice');
});

test('a bare op is refused where it would mean every space', () => {
  const { pattern } = createWorkspaces(noCore, '{workspace}/{env}');
  assert.equal(pattern('alice', 'notes'), 'notes/**');
  assert.throws(() => pattern('alice', null), invalid);
});

test('a template whose cut would reach other users or workspaces is refused', () => {
  for (const source of [
    'olares/{workspace}/{user}',
    'olares/{env}/{workspace}',
    'olares/{user}/{user}/{env}',
    'olares/{namespace}',
  ]) {
    assert.throws(() => createWorkspaces(noCore, source), invalid, source);
  }
});

test('a workspace that cannot be one segment of a path is invalid, never navigation', () => {
  const { space, pattern } = createWorkspaces(noCore, 'olares/{user}/{workspace}/{env}');
  for (const workspace of ['', '.', '..', '../bob', 'a/b', '*', '**', 'a b', '-a', 'a'.repeat(129), 'ä']) {
    assert.throws(() => space('alice', workspace, 'prod'), invalid, workspace);
    assert.throws(() => pattern('alice', workspace), invalid, workspace);
  }
});
