import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseSecretRequest } from './secret-request.ts';
import { LIMITS, secretIssues } from './validation.ts';
import type { SecretType } from './wire.ts';

function problems(body: object, peer = 23, storedType: SecretType | null = null): string[] {
  return secretIssues(parseSecretRequest(body, peer), { storedType, peer }).map(
    ({ path, message }) => `${path} ${message}`,
  );
}

test('a complete secret has no problems', () => {
  assert.deepEqual(problems({ name: 'a', secret: 's' }), []);
  assert.deepEqual(problems({ type: 'Credentials', name: 'a', username: 'u', password: 'p' }, 25), []);
  assert.deepEqual(problems({ name: 'é'.repeat(255), secret: '\u0000', notes: 'x'.repeat(4096) }), []);
});

test('all problems are told at once', () => {
  assert.deepEqual(problems({ name: '', secret: '', id: 'x', tags: [''] }), [
    'name may not be empty',
    'id must be a valid UUID',
    'tags may not be empty',
    'secret may not be empty',
  ]);
  assert.deepEqual(problems({}), ['name may not be null', 'secret may not be null']);
});

test('names are bounded', () => {
  const ofName = (name: string) => problems({ name, secret: 's' });
  assert.deepEqual(ofName('  '), ['name may not be empty']);
  assert.deepEqual(ofName('a'.repeat(256)), ['name size must be between 1 and 255']);
  assert.deepEqual(ofName('a\nb'), ['name may not contain control characters']);
  assert.deepEqual(ofName('..'), ['name may not be a dot or two dots']);
});

test('notes, tags and content are bounded', () => {
  const others = (more: object) => problems({ name: 'a', secret: 's', ...more });
  assert.deepEqual(others({ notes: 'é'.repeat(2049) }), ['notes size must be between 0 and 4096 bytes']);
  assert.deepEqual(others({ tags: ['x'.repeat(129)] }), ['tags size of each must be between 1 and 128']);
  assert.deepEqual(others({ tags: Array.from({ length: 51 }, (_, index) => `t${index}`) }), [
    'tags may not be more than 50',
  ]);
  assert.deepEqual(others({ tags: Array.from({ length: 51 }, () => 'T') }), []);
  assert.deepEqual(others({ secret: 'x'.repeat(LIMITS.contentBytes + 1) }), [
    'secret size must be between 1 and 524288 bytes',
  ]);
});

test('each type needs its own members and no others', () => {
  const typed = (more: object) => problems({ name: 'a', ...more }, 25);
  assert.deepEqual(typed({ type: 'Key' }), ['type must be one of Generic, Credentials, SshKey']);
  assert.deepEqual(typed({ type: 'Credentials' }), ['username may not be null', 'password may not be null']);
  assert.deepEqual(typed({ type: 'SshKey', username: '' }), [
    'username may not be empty',
    'privateKey may not be null',
  ]);
  assert.deepEqual(typed({ secret: 's', username: 'u' }), [
    'username does not belong to a secret of type Generic',
  ]);
});

test('a replacement may leave out the secret of the same type', () => {
  assert.deepEqual(problems({ name: 'a' }, 23, 'Generic'), []);
  assert.deepEqual(problems({ name: 'a', secret: '' }, 23, 'Generic'), ['secret may not be empty']);
  assert.deepEqual(problems({ name: 'a', username: 'u' }, 25, 'SshKey'), []);
  assert.deepEqual(problems({ name: 'a' }, 25, 'SshKey'), ['username may not be null']);
  assert.deepEqual(problems({ name: 'a', type: 'SshKey', username: 'u' }, 25, 'Credentials'), [
    'privateKey may not be null',
  ]);
});

test('before version 25 a typed secret can be described and not rewritten', () => {
  assert.deepEqual(problems({ name: 'a' }, 23, 'Credentials'), []);
  assert.deepEqual(problems({ name: 'a', secret: 's' }, 23, 'Credentials'), [
    'secret does not belong to a secret of type Credentials',
  ]);
});

test('unknown members differ by version; read-only ones are always taken', () => {
  const readOnly = { created: '2020', updated: 1, readOnly: null };
  assert.deepEqual(problems({ name: 'a', secret: 's', ...readOnly }, 20), []);
  for (const member of ['type', 'username', 'password', 'privateKey']) {
    assert.throws(() => problems({ name: 'a', secret: 's', [member]: 'x' }, 24), {
      code: 'invalid-input',
      message: `The input Unrecognized field "${member}"`,
    });
  }
});
