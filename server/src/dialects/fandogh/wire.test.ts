// Which secrets show under which type, and that no secret field goes out.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SecretMetadata } from '../../core/index.ts';
import { SHAPES, fandoghType, fromWireSecret, toSecretDetail, toSecretModel, toWireTime } from './wire.ts';

function metadata(change: Partial<SecretMetadata>): SecretMetadata {
  return {
    id: '01890000-0000-7000-8000-000000000000',
    space: 'fandogh/shop',
    name: 'my-env',
    kind: 'generic',
    description: '',
    tags: [],
    delivery: { env: null, file: null, enabled: true },
    expiresAt: null,
    version: 1,
    fieldNames: ['value'],
    publicFields: new Map(),
    createdAt: Date.UTC(2020, 0, 2, 3, 4, 5, 999),
    updatedAt: 0,
    ...change,
  };
}

test('times have whole seconds and a literal Z', () => {
  assert.equal(toWireTime(Date.UTC(2020, 0, 2, 3, 4, 5, 999)), '2020-01-02T03:04:05Z');
  assert.equal(toWireTime(0), '1970-01-01T00:00:00Z');
});

test('single values show as environment secrets whatever word their kind is', () => {
  for (const kind of ['generic', 'note', 'environment-secret']) {
    assert.equal(fandoghType(metadata({ kind })), 'environment-secret', kind);
  }
  for (const kind of ['docker-registry', 'credentials', 'ssh-key']) {
    assert.equal(fandoghType(metadata({ kind })), null, kind);
  }
});

test('registries show with exactly their fields', () => {
  const kind = 'docker-registry';
  for (const shape of SHAPES.filter((candidate) => 'kind' in candidate)) {
    assert.equal(fandoghType(metadata({ kind, fieldNames: shape.fields })), 'docker-registry');
  }
  for (const fieldNames of [['server'], ['extra', 'password', 'server', 'username'], []]) {
    assert.equal(fandoghType(metadata({ kind, fieldNames })), null, fieldNames.join());
  }
});

test('what the dialect cannot express does not show', () => {
  for (const name of ['Upper', 'a_b', 'a/b', '-a', 'x'.repeat(254)]) {
    assert.equal(toSecretModel(metadata({ name }), 'shop'), null, name);
    assert.equal(toSecretDetail(metadata({ name }), 'shop'), null, name);
  }
  assert.equal(toSecretModel(metadata({ fieldNames: ['a', 'b'] }), 'shop'), null);
});

test('an item has four members, the detail the public ones of a registry besides', () => {
  const item = {
    name: 'my-env',
    namespace: 'shop',
    type: 'environment-secret',
    created_at: '2020-01-02T03:04:05Z',
  };
  assert.deepEqual(toSecretModel(metadata({}), 'shop'), item);
  assert.deepEqual(toSecretDetail(metadata({}), 'shop'), item);
  const registry = metadata({
    kind: 'docker-registry',
    fieldNames: ['password', 'server', 'username'],
    publicFields: new Map([
      ['server', 'reg.example.com'],
      ['username', 'bob'],
      ['password', 'must never show'],
    ]),
  });
  assert.deepEqual(toSecretDetail(registry, 'shop'), {
    ...item,
    type: 'docker-registry',
    server: 'reg.example.com',
    username: 'bob',
  });
});

test('the value of an environment secret is the field value of core', () => {
  assert.deepEqual(fromWireSecret({ name: 'a', type: 'environment-secret', fields: { SECRET_KEY: ' v ' } }), {
    kind: 'generic',
    fields: { value: ' v ' },
  });
  const fields = { server: 's', username: 'u', password: 'p' };
  assert.deepEqual(fromWireSecret({ name: 'a', type: 'docker-registry', fields }), {
    kind: 'docker-registry',
    fields,
  });
});
