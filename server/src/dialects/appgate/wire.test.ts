import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleSecret } from './sample-secret.ts';
import { expressible, normalTags, toWireSecret, toWireTime, typeOf } from './wire.ts';

test('times have six fractional digits', () => {
  assert.equal(toWireTime(0), '1970-01-01T00:00:00.000000Z');
  assert.equal(toWireTime(1_700_000_000_123), '2023-11-14T22:13:20.123000Z');
});

test('tags are a case-insensitive set in the order of first use', () => {
  assert.deepEqual(normalTags(['Developer', 'api', 'DEVELOPER', 'Api', 'x']), ['developer', 'api', 'x']);
});

test('each version shows exactly its members', () => {
  const secret = sampleSecret({ kind: 'ssh-key', fieldNames: ['privateKey', 'username'], username: 'git' });
  const members = (peer: number) => Object.keys(toWireSecret(secret, peer));
  const base = ['id', 'name', 'notes', 'created', 'updated', 'tags'];
  assert.deepEqual(members(20), base);
  assert.deepEqual(members(23), base);
  assert.deepEqual(members(24), [...base, 'readOnly']);
  assert.deepEqual(members(25), [...base, 'readOnly', 'type', 'username']);
  assert.deepEqual(Object.keys(toWireSecret(sampleSecret({}), 25)), [...base, 'readOnly', 'type']);
});

test('a single value is Generic whatever its kind; typed secrets need kind and fields', () => {
  assert.equal(typeOf(sampleSecret({})), 'Generic');
  assert.equal(typeOf(sampleSecret({ kind: 'api-key' })), 'Generic');
  assert.equal(
    typeOf(sampleSecret({ kind: 'credentials', fieldNames: ['password', 'username'] })),
    'Credentials',
  );
  assert.equal(typeOf(sampleSecret({ kind: 'ssh-key', fieldNames: ['privateKey', 'username'] })), 'SshKey');
});

test('what the API cannot express is missing', () => {
  const others = [
    { kind: 'generic', fieldNames: ['a', 'b'] },
    { kind: 'generic', fieldNames: ['password', 'username'] },
    { kind: 'credentials', fieldNames: ['password'] },
    { kind: 'docker-registry', fieldNames: ['password', 'server', 'username'] },
    { kind: 'generic', fieldNames: [] },
  ];
  for (const other of others) {
    assert.equal(typeOf(sampleSecret(other)), null);
    assert.throws(() => expressible(sampleSecret(other)), { code: 'not-found' });
  }
});
