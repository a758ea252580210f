// Proves that bodies are judged as they came, that each problem is named by path, and that no value is quoted.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TSchema } from 'typebox';

import { AppError } from '../../core/index.ts';
import type { InputIssue } from '../../core/index.ts';
import { CreateTokenBody, CreateUserBody, RoleBody } from './access-schemas.ts';
import { CompareQuery } from './compare-schemas.ts';
import {
  CreateSecretBody,
  DestroyBody,
  ListSecretsQuery,
  PatchSecretBody,
  SecretParams,
  SecretQuery,
} from './schemas.ts';
import { compileValidator } from './validation.ts';

function judge(schema: TSchema, httpPart: string, input: unknown): unknown {
  const result: unknown = compileValidator({ schema, method: 'POST', url: '/', httpPart })(input);
  if (typeof result === 'object' && result !== null && 'error' in result) throw result.error as Error;
  return typeof result === 'object' && result !== null && 'value' in result ? result.value : input;
}

function issuesOf(schema: TSchema, input: unknown, httpPart = 'body'): readonly InputIssue[] {
  try {
    judge(schema, httpPart, input);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'invalid-input');
    return error.details.issues ?? [];
  }
  return [];
}

const valid = { space: 'apps', name: 'key', value: 'v' };

test('a good body passes unchanged', () => {
  const body = {
    ...valid,
    tags: ['a'],
    delivery: { env: null, file: '~/x', enabled: false },
    expiresAt: null,
  };
  const copy = structuredClone(body);
  assert.equal(judge(CreateSecretBody, 'body', body), body);
  assert.deepEqual(body, copy);
});

test('wrong types are named and not converted', () => {
  assert.deepEqual(issuesOf(CreateSecretBody, { ...valid, value: 42 }), [
    { path: 'value', message: 'must be a string' },
  ]);
  assert.deepEqual(issuesOf(CreateSecretBody, { ...valid, tags: ['a', 3] }), [
    { path: 'tags.1', message: 'must be a string' },
  ]);
  assert.deepEqual(issuesOf(CreateSecretBody, { ...valid, delivery: { env: 1 } }), [
    { path: 'delivery.env', message: 'must be a string or null' },
  ]);
  assert.deepEqual(issuesOf(CreateSecretBody, { space: 'apps', name: 'key', fields: { a: null } }), [
    { path: 'fields.a', message: 'must be a string' },
  ]);
  assert.deepEqual(issuesOf(CreateUserBody, { username: 'bob', password: 'long enough', admin: 'true' }), [
    { path: 'admin', message: 'must be a boolean' },
  ]);
  assert.deepEqual(issuesOf(CreateTokenBody, { name: 'ci', lifetimeSeconds: 1.5 }), [
    { path: 'lifetimeSeconds', message: 'must be a whole number or null' },
  ]);
});

test('unknown members are named, however many there are', () => {
  assert.deepEqual(issuesOf(CreateSecretBody, { ...valid, colour: 'red', delivery: { envs: 'A' } }), [
    { path: 'colour', message: 'is not known here: leave it out' },
    { path: 'delivery.envs', message: 'is not known here: leave it out' },
  ]);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`m${index}`, 1]));
  const issues = issuesOf(CreateSecretBody, { ...valid, ...many });
  assert.ok(issues.length > 0 && issues.length <= 20);
  assert.ok(issues.every((issue) => issue.message === 'is not known here: leave it out'));
  for (const name of ['x'.repeat(5000), 'my pass phrase', '']) {
    assert.equal(issuesOf(CreateSecretBody, { ...valid, [name]: 1 })[0]?.path, '...', name);
  }
});

test('missing members, and exactly one of value and fields', () => {
  assert.deepEqual(issuesOf(CreateSecretBody, { value: 'v' }), [
    { path: 'space', message: 'is required' },
    { path: 'name', message: 'is required' },
  ]);
  const oneOf = { path: '', message: 'must have exactly one of value, fields' };
  assert.deepEqual(issuesOf(CreateSecretBody, { space: 'apps', name: 'key' }), [oneOf]);
  assert.deepEqual(issuesOf(CreateSecretBody, { ...valid, fields: { a: 'b' } }), [oneOf]);
  assert.deepEqual(issuesOf(PatchSecretBody, { value: 'v', fields: { a: 'b' } }), [
    { path: '', message: 'must not have value and fields together' },
  ]);
  assert.deepEqual(issuesOf(CreateSecretBody, { space: 'apps', name: 'key', fields: {} }), [
    { path: 'fields', message: 'must have at least one member' },
  ]);
  assert.deepEqual(issuesOf(PatchSecretBody, {}), [{ path: '', message: 'must have at least one member' }]);
});

test('no body, and bodies that are no objects', () => {
  for (const body of [null, [], 'text', 1, true]) {
    for (const schema of [RoleBody, CreateSecretBody, PatchSecretBody]) {
      assert.deepEqual(issuesOf(schema, body), [{ path: '', message: 'must be a JSON object' }]);
    }
  }
});

test('limits, choices and dates say what to fix', () => {
  assert.deepEqual(issuesOf(CreateSecretBody, { ...valid, name: '' }), [
    { path: 'name', message: 'must not be empty' },
  ]);
  assert.deepEqual(issuesOf(SecretParams, { name: 'n'.repeat(256) }, 'params'), [
    { path: 'name', message: 'must have at most 255 characters' },
  ]);
  assert.deepEqual(issuesOf(CreateSecretBody, { ...valid, tags: Array<string>(51).fill('a') }), [
    { path: 'tags', message: 'must have at most 50 items' },
  ]);
  assert.deepEqual(issuesOf(DestroyBody, { versions: [] }), [
    { path: 'versions', message: 'must not be empty' },
  ]);
  assert.deepEqual(issuesOf(DestroyBody, { versions: [1, 1] }), [
    { path: 'versions', message: 'must not hold an item twice' },
  ]);
  assert.deepEqual(issuesOf(RoleBody, { actions: ['list', 'fly'] }), [
    {
      path: 'actions.1',
      message: 'must be one of list, read, create, change, delete, grant, destroy, move',
    },
  ]);
  assert.deepEqual(issuesOf(CreateSecretBody, { ...valid, expiresAt: 'tomorrow' }), [
    {
      path: 'expiresAt',
      message: 'must be a date and time as in RFC 3339, such as 2030-01-31T12:00:00Z',
    },
  ]);
});

test('no message and no path quotes a value', () => {
  const canary = 'canary-5f1c';
  const bodies = [
    { ...valid, value: [canary] },
    { ...valid, value: { a: canary } },
    { ...valid, description: 1, kind: canary, expiresAt: canary },
    { ...valid, tags: canary },
    canary,
    [canary],
  ];
  for (const body of bodies) {
    const issues = issuesOf(CreateSecretBody, body);
    assert.ok(issues.length > 0);
    assert.ok(!JSON.stringify(issues).includes(canary), JSON.stringify(issues));
  }
});

test('query texts become whole numbers and booleans, and nothing else', () => {
  assert.deepEqual(
    judge(ListSecretsQuery, 'querystring', { space: 'apps', limit: '10', recursive: 'true' }),
    {
      space: 'apps',
      limit: 10,
      recursive: true,
    },
  );
  for (const version of ['1.0', '01', ' 1', '1e2', '', '-1', '0x1', '99999999999999999999']) {
    assert.equal(
      issuesOf(SecretQuery, { space: 'apps', version }, 'querystring')[0]?.path,
      'version',
      version,
    );
  }
  assert.deepEqual(issuesOf(SecretQuery, { space: 'apps', version: '0' }, 'querystring'), [
    { path: 'version', message: 'must be at least 1' },
  ]);
  assert.deepEqual(issuesOf(ListSecretsQuery, { space: 'apps', recursive: 'yes' }, 'querystring'), [
    { path: 'recursive', message: 'must be a boolean' },
  ]);
});

test('only a list may be given several times, and given once it is still a list', () => {
  const judged = judge(CompareQuery, 'querystring', { space: ['a', 'b'] });
  assert.deepEqual(judged, { space: ['a', 'b'] });
  assert.deepEqual(issuesOf(CompareQuery, { space: 'a' }, 'querystring'), [
    { path: 'space', message: 'must have at least 2 items' },
  ]);
  assert.deepEqual(issuesOf(CompareQuery, { space: ['a', 'a'] }, 'querystring'), [
    { path: 'space', message: 'must not hold an item twice' },
  ]);
});

test('query parameters come once and are known', () => {
  assert.deepEqual(issuesOf(SecretQuery, { space: ['a', 'b'] }, 'querystring'), [
    { path: 'space', message: 'must be given once' },
  ]);
  const odd = Object.fromEntries([
    ['space', 'a'],
    ['__proto__', 'x'],
    ['toString', 'y'],
  ]);
  assert.deepEqual(
    issuesOf(SecretQuery, odd, 'querystring').map((issue) => issue.path),
    ['__proto__', 'toString'],
  );
});
