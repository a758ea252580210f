import assert from 'node:assert/strict';
import { test } from 'node:test';

import { contentFor } from '../../../../test/support/secret-content.ts';
import { renderDockerConfig } from './docker-config.ts';

const fields = { server: 'your.private.registry.example.com', username: 'janedoe', password: 'x:y=z' };

test('one registry, with an auth that Docker splits at its first colon', () => {
  const { auths } = renderDockerConfig(
    contentFor('docker-registry', { ...fields, email: 'jdoe@example.com' }),
  );
  assert.deepEqual(Object.keys(auths), ['your.private.registry.example.com']);
  const login = auths['your.private.registry.example.com'];
  // The order of kubectl, so that both write the same text.
  assert.deepEqual(Object.keys(login ?? {}), ['username', 'password', 'email', 'auth']);
  assert.equal(login?.auth, 'amFuZWRvZTp4Onk9eg==');
});

test('no email is no member', () => {
  const { auths } = renderDockerConfig(contentFor('docker-registry', fields));
  assert.ok(!Object.hasOwn(auths[fields.server] ?? {}, 'email'));
});

test('a server with a name of its own kind stays a member', () => {
  const { auths } = renderDockerConfig(contentFor('docker-registry', { ...fields, server: '__proto__' }));
  assert.deepEqual(Object.keys(auths), ['__proto__']);
});

test('other kinds, other fields, and a username that auth would cut are refused', () => {
  for (const [kind, content] of [
    ['generic', { value: 'v' }],
    ['generic', fields],
    ['docker-registry', { value: 'v' }],
    ['docker-registry', { ...fields, more: 'm' }],
    ['docker-registry', { ...fields, username: 'jane:doe' }],
  ] as const) {
    assert.throws(() => renderDockerConfig(contentFor(kind, content)), { code: 'invalid-input' });
  }
});
