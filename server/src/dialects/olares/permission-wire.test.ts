// Bodies of the permission paths: unknown members are ignored, wrong types are named, sizes are bounded.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseAccessRequest, parseDeclaration, parseRemoval, parseUser } from './permission-wire.ts';

const perm = { group: 'secret.infisical', dataType: 'secret', version: 'v1', ops: ['ListSecret'] };
const access = { app_key: 'k', timestamp: 1_700_000_000, token: 't', perm };

test('a request for a token', () => {
  assert.deepEqual(parseAccessRequest({ ...access, more: 1, perm: { ...perm, extra: null } }), {
    appKey: 'k',
    timestamp: 1_700_000_000,
    token: 't',
    permission: perm,
  });
});

test('a wrong type is named by its path', () => {
  const cases: [unknown, RegExp][] = [
    [null, /JSON object/],
    [[], /JSON object/],
    [{ ...access, timestamp: '1700000000' }, /^timestamp /],
    [{ ...access, timestamp: 1.5 }, /^timestamp /],
    [{ ...access, timestamp: 1e300 }, /^timestamp /],
    [{ ...access, app_key: 7 }, /^app_key /],
    [{ ...access, token: undefined }, /^token /],
    [{ ...access, perm: [perm] }, /^perm /],
    [{ ...access, perm: { ...perm, ops: 'ListSecret' } }, /^perm\.ops /],
    [{ ...access, perm: { ...perm, ops: ['a', {}] } }, /^perm\.ops\.1 /],
    [{ ...access, perm: { ...perm, ops: Array.from({ length: 101 }, () => 'a') } }, /^perm\.ops /],
    [{ ...access, perm: { ...perm, group: 'g'.repeat(513) } }, /^perm\.group /],
  ];
  for (const [body, message] of cases) {
    assert.throws(() => parseAccessRequest(body), { code: 'invalid-input', message });
  }
});

test('the user of an administrator is a text, or not there', () => {
  assert.equal(parseUser({ app: 'notes' }), null);
  assert.equal(parseUser({ app: 'notes', user: 'alice' }), 'alice');
  for (const user of [null, 7, ['alice'], 'a'.repeat(513)]) {
    assert.throws(() => parseUser({ user }), { code: 'invalid-input', message: /^user / });
  }
});

test('a declaration may lack the app id and the permissions', () => {
  assert.deepEqual(parseDeclaration({ app: 'notes' }), { app: 'notes', appid: '', permissions: [] });
  assert.deepEqual(parseDeclaration({ app: 'notes', appid: 'x', perm: [perm] }).permissions, [perm]);
});

test('the name of an app leaves room for its secret in the proof', () => {
  parseDeclaration({ app: 'a'.repeat(30) });
  for (const app of ['', 'a'.repeat(31), '-a', 'a b', 'a/b', 'ä', undefined, 1]) {
    assert.throws(() => parseDeclaration({ app }), { code: 'invalid-input', message: /^app / });
  }
});

test('any text names an app to remove', () => {
  assert.equal(parseRemoval({ app: 'never registered / here' }), 'never registered / here');
  assert.throws(() => parseRemoval({}), { code: 'invalid-input', message: /^app / });
});
