import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BUILT_IN_ROLES } from '../../core/index.ts';
import { toPrivileges } from './privileges.ts';

const typesOf = (role: keyof typeof BUILT_IN_ROLES) =>
  toPrivileges(BUILT_IN_ROLES[role]).map(({ type }) => type);

test('each role has the privileges that its actions allow', () => {
  assert.deepEqual(typesOf('viewer'), ['View']);
  assert.deepEqual(typesOf('reader'), ['View']);
  assert.deepEqual(typesOf('writer'), ['View', 'Create', 'Edit', 'Delete']);
  assert.deepEqual(typesOf('owner'), ['View', 'Create', 'Edit', 'Delete']);
});

test('a privilege is on all secrets, and never on more than secrets', () => {
  for (const privilege of toPrivileges(BUILT_IN_ROLES.owner)) {
    assert.equal(privilege.target, 'Secret');
    assert.deepEqual(privilege.scope, { all: true, ids: [], tags: [] });
  }
});
