import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SecretMetadata } from '../../core/index.ts';
import {
  fromWireCreate,
  fromWireUpdate,
  isExpressible,
  toNewSecret,
  toSecretChange,
  toWireSecret,
} from './wire.ts';

const metadata: SecretMetadata = {
  id: '0198a000-0000-7000-8000-000000000000',
  space: 'coder/u',
  name: 'gh',
  kind: 'generic',
  description: '',
  tags: [],
  delivery: { env: 'GH', file: null, enabled: true },
  expiresAt: null,
  version: 3,
  fieldNames: ['value'],
  publicFields: new Map(),
  createdAt: 0,
  updatedAt: 1500,
};

test('an answer has every member and never the value', () => {
  assert.deepEqual(toWireSecret(metadata), {
    id: metadata.id,
    name: 'gh',
    description: '',
    env_name: 'GH',
    file_path: '',
    enabled: true,
    created_at: '1970-01-01T00:00:00.000Z',
    updated_at: '1970-01-01T00:00:01.500Z',
  });
});

test('a POST takes null as absent and ignores what it does not know', () => {
  const draft = fromWireCreate({ name: 'a', value: 'v', enabled: null, description: null, extra: [1] });
  assert.deepEqual(toNewSecret(draft), {
    name: 'a',
    kind: 'generic',
    fields: { value: 'v' },
    description: '',
    delivery: { env: null, file: null, enabled: true },
  });
});

test('a PATCH changes what it gives: empty clears, absent and null stay', () => {
  assert.deepEqual(toSecretChange(fromWireUpdate({ description: null, env_name: '' })), {
    delivery: { env: null },
  });
  assert.deepEqual(toSecretChange(fromWireUpdate({ value: '', description: '' })), {
    fields: { value: '' },
    description: '',
  });
  assert.deepEqual(toSecretChange(fromWireUpdate({ file_path: '/a', enabled: false })), {
    delivery: { file: '/a', enabled: false },
  });
});

test('wrong types are not JSON of this API', () => {
  for (const body of [{ name: 1 }, { value: {} }, { env_name: [] }, { file_path: true }]) {
    assert.throws(() => fromWireCreate(body), { message: 'Request body must be valid JSON.' });
  }
  assert.throws(() => fromWireUpdate({ enabled: 'true' }), { message: 'Request body must be valid JSON.' });
});

test('only a single value with an addressable name can be shown', () => {
  assert.equal(isExpressible(metadata), true);
  assert.equal(isExpressible({ ...metadata, kind: 'note' }), true);
  assert.equal(isExpressible({ ...metadata, fieldNames: ['a', 'value'] }), false);
  assert.equal(isExpressible({ ...metadata, fieldNames: ['secret'] }), false);
  assert.equal(isExpressible({ ...metadata, kind: 'ssh-key' }), false);
  assert.equal(isExpressible({ ...metadata, name: 'a/b' }), false);
});
