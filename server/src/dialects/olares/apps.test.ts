// What declared ops become: actions merged for each workspace, and credentials that fit into a proof.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Core } from '../../core/index.ts';
import { checkCredentialLength, newCredential, toGrants, toLimits } from './apps.ts';
import { SECRET_PROVIDER } from './ops.ts';
import { createWorkspaces } from './workspaces.ts';

const workspaces = createWorkspaces({} as Core, 'olares/{user}/{workspace}/{env}');
const grantsOf = (...ops: string[]) => toGrants(workspaces, 'alice', [{ ...SECRET_PROVIDER, ops }]);

test('each op grants its own actions, merged for each workspace', () => {
  assert.deepEqual(
    grantsOf('RetrieveSecret?workspace=notes', 'CreateSecret?workspace=notes', 'DeleteSecret?workspace=b'),
    [
      { space: 'olares/alice/notes/**', actions: ['list', 'read', 'create'] },
      { space: 'olares/alice/b/**', actions: ['list', 'delete'] },
    ],
  );
  assert.deepEqual(grantsOf('UpdateSecret?workspace=n')[0]?.actions, ['list', 'change']);
  assert.deepEqual(grantsOf('ListSecret?workspace=n')[0]?.actions, ['list', 'read']);
});

test('a bare op reaches all workspaces of the user', () => {
  assert.deepEqual(grantsOf('CreateSecret'), [{ space: 'olares/alice/**', actions: ['list', 'create'] }]);
});

test('other providers, other names and an empty workspace grant nothing', () => {
  assert.deepEqual(grantsOf('Get?workspace=notes', 'CreateSecret?workspace=', 'CreateSecret?'), []);
  const other = { dataType: 'contact', group: 'service.contacts', version: 'v1', ops: ['CreateSecret'] };
  assert.deepEqual(toGrants(workspaces, 'alice', [other]), []);
});

test('a workspace that cannot be part of a path is refused', () => {
  for (const op of ['ListSecret?workspace=my%20app', 'ListSecret?workspace=..', 'ListSecret?workspace=*']) {
    assert.throws(() => grantsOf(op), { code: 'invalid-input', message: /^workspace / });
  }
});

test('a token is limited to the ops it was asked for, and an impossible one opens nothing', () => {
  const ops = ['ListSecret?workspace=a', 'DeleteSecret?workspace=..', 'DeleteSecret?workspace=b'];
  assert.deepEqual(toLimits(workspaces, 'alice', { ...SECRET_PROVIDER, ops }), [
    { space: 'olares/alice/a/**', actions: ['list', 'read'] },
    { space: 'olares/alice/b/**', actions: ['list', 'delete'] },
  ]);
  assert.deepEqual(toLimits(workspaces, 'alice', { ...SECRET_PROVIDER, group: 'other', ops }), []);
});

test('a new credential has the form of the contract and always fits', () => {
  const { key, secret } = newCredential('notes');
  assert.match(key, /^bytetrade_notes_\d{1,6}$/);
  assert.match(secret, /^[0-9a-f]{16}$/);
  assert.notEqual(newCredential('notes').secret, secret);
  for (let round = 0; round < 200; round += 1) {
    checkCredentialLength(newCredential('a'.repeat(30)), 'key');
  }
});

test('a credential that bcrypt would cut off is refused', () => {
  checkCredentialLength({ key: 'k'.repeat(46), secret: '0123456789abcdef' }, 'appKey');
  assert.throws(() => checkCredentialLength({ key: 'k'.repeat(47), secret: '0123456789abcdef' }, 'appKey'), {
    code: 'invalid-input',
    message: /^appKey .*72 bytes/,
  });
});
