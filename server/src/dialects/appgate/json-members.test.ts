import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../core/index.ts';
import { readMembers } from './json-members.ts';

const TYPES = { name: 'string', tags: 'strings', data: 'list', created: 'ignored' } as const;

function reasonOf(value: unknown): string | undefined {
  try {
    readMembers(value, TYPES);
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'invalid-input');
    assert.equal(error.details.issues?.[0]?.path, '');
    return error.details.issues[0].message;
  }
  return undefined;
}

test('absent, null and ignored members are null, the others keep their value', () => {
  assert.deepEqual(readMembers({ name: ' a ', tags: ['x'], created: { any: 1 } }, TYPES), {
    name: ' a ',
    tags: ['x'],
    data: null,
    created: null,
  });
  assert.deepEqual(readMembers({ name: null, data: [1] }, TYPES), {
    name: null,
    tags: null,
    data: [1],
    created: null,
  });
});

test('a member that is not listed is named', () => {
  assert.equal(reasonOf({ foo: 1 }), 'Unrecognized field "foo"');
  assert.equal(reasonOf({ constructor: 1 }), 'Unrecognized field "constructor"');
  assert.ok((reasonOf({ ['x'.repeat(5000)]: 1 }) ?? '').length < 150);
});

test('a wrong type names the member and never its value', () => {
  assert.equal(reasonOf({ name: 42 }), 'Field "name" must be a string');
  assert.equal(reasonOf({ name: ['hidden'] }), 'Field "name" must be a string');
  assert.equal(reasonOf({ tags: 'a' }), 'Field "tags" must be an array of strings');
  assert.equal(reasonOf({ tags: ['a', 1] }), 'Field "tags" must be an array of strings');
  assert.equal(reasonOf({ data: {} }), 'Field "data" must be an array');
});

test('only an object has members', () => {
  for (const value of [null, [], 'a', 1, true]) assert.equal(reasonOf(value), 'The body must be an object');
});
