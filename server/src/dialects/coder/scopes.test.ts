import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isSecretScope, parseScopes } from './scopes.ts';

const parse = (scope?: string, scopes?: string[], allowList?: string[]) =>
  parseScopes({ scope, scopes, allowList }, 'coder/u');

test('no scope and coder:all give a key without limits', () => {
  for (const asked of [parse(), parse('all'), parse(undefined, ['coder:all']), parse('', [], ['*:*'])]) {
    assert.deepEqual(asked, { ok: true, scopes: ['coder:all'], limits: null });
  }
});

test('user_secret scopes become limits on the own space', () => {
  assert.deepEqual(parse(undefined, ['user_secret:read', 'user_secret:update', 'user_secret:read']), {
    ok: true,
    scopes: ['user_secret:read', 'user_secret:update'],
    limits: [{ space: 'coder/u', actions: ['list', 'change'] }],
  });
  assert.deepEqual(parse('user_secret:*'), {
    ok: true,
    scopes: ['user_secret:*'],
    limits: [{ space: 'coder/u', actions: ['list', 'create', 'change', 'delete'] }],
  });
});

test('what cannot be honoured is refused, never widened', () => {
  const fields = [
    parse('application_connect'),
    parse(undefined, ['user_secret:read', 'workspace:ssh']),
    parse('toString'),
    parse(undefined, [], ['user_secret:0198a000-0000-7000-8000-000000000000']),
  ].map((parsed) => (parsed.ok ? null : parsed.problem.field));
  assert.deepEqual(fields, ['scope', 'scopes', 'scope', 'allow_list']);
});

test('scopes of other things are not scopes of secrets', () => {
  assert.deepEqual(['user_secret:read', 'coder:all', 'constructor'].map(isSecretScope), [true, false, false]);
});
