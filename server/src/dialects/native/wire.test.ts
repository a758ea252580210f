// Proves that times and values cross the wire unbent, in both directions.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { AppError, SecretText } from '../../core/index.ts';
import type { SecretMetadata } from '../../core/index.ts';
import {
  fromWireCreate,
  fromWireInstant,
  fromWirePatch,
  fromWirePut,
  toWireInstant,
  toWireMetadata,
  toWireSecret,
} from './wire.ts';

const metadata: SecretMetadata = {
  id: '0198a000-0000-7000-8000-000000000001',
  space: 'apps/shop',
  name: 'registry',
  kind: 'docker-registry',
  description: 'where images live',
  tags: ['ci'],
  delivery: { env: 'REGISTRY', file: null, enabled: true },
  expiresAt: null,
  version: 3,
  fieldNames: ['password', 'server', 'username'],
  publicFields: new Map([
    ['server', 'new.example.com'],
    ['username', 'robot'],
  ]),
  createdAt: 0,
  updatedAt: 1_700_000_000_123,
};

test('an instant comes back as it went', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (time) => {
      assert.equal(fromWireInstant(toWireInstant(time), 'expiresAt'), time);
    }),
  );
});

test('offsets and lower case are RFC 3339', () => {
  assert.equal(
    toWireInstant(fromWireInstant('2030-01-31T12:00:00+02:30', 'expiresAt')),
    '2030-01-31T09:30:00.000Z',
  );
  assert.equal(
    toWireInstant(fromWireInstant('2030-01-31t12:00:00.5z', 'expiresAt')),
    '2030-01-31T12:00:00.500Z',
  );
  assert.equal(
    toWireInstant(fromWireInstant('2028-02-29T00:00:00Z', 'expiresAt')),
    '2028-02-29T00:00:00.000Z',
  );
});

test('what is no instant is refused by its path, without quoting it', () => {
  for (const text of [
    '',
    'tomorrow',
    '2031-01-31',
    '2031-01-31T12:00:00',
    '2031-01-31 12:00:00Z',
    '2031-02-30T00:00:00Z',
    '2029-02-29T00:00:00Z',
    '2031-13-01T00:00:00Z',
    '2031-00-01T00:00:00Z',
    '2031-01-31T25:00:00Z',
    '2031-01-31T12:61:00Z',
    '2031-01-31T12:00:60Z',
    '2031-01-31T12:00:00+24:00',
  ]) {
    assert.throws(
      () => fromWireInstant(text, 'expiresAt'),
      (thrown: unknown) =>
        thrown instanceof AppError &&
        thrown.details.issues?.[0]?.path === 'expiresAt' &&
        (text === '' || !thrown.message.includes(text)),
      text,
    );
  }
});

test('metadata on the wire has every member, times as text', () => {
  assert.deepEqual(toWireMetadata(metadata), {
    ...metadata,
    publicFields: { server: 'new.example.com', username: 'robot' },
    createdAt: '1970-01-01T00:00:00.000Z',
    updatedAt: '2023-11-14T22:13:20.123Z',
  });
});

test('an old version shows its own version, field names and public fields', () => {
  const answer = toWireSecret({
    metadata,
    version: 1,
    versionCreatedAt: 0,
    fields: new Map([
      ['server', new SecretText('old.example.com')],
      ['password', new SecretText('hidden')],
    ]),
  });
  assert.equal(answer.version, 1);
  assert.deepEqual(answer.fieldNames, ['password', 'server']);
  assert.deepEqual(answer.publicFields, { server: 'old.example.com' });
  assert.deepEqual(answer.fields, { server: 'old.example.com', password: 'hidden' });
});

test('any value comes through JSON byte for byte, whatever its field is called', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('value', '__proto__', 'constructor'),
      (value, name) => {
        const content = {
          metadata,
          version: 3,
          versionCreatedAt: 0,
          fields: new Map([[name, new SecretText(value)]]),
        };
        const parsed = JSON.parse(JSON.stringify(toWireSecret(content))) as { fields: object };
        assert.deepEqual(Object.entries(parsed.fields), [[name, value]]);
      },
    ),
  );
});

test('value is short for one field', () => {
  assert.deepEqual(fromWirePut({ value: ' x ' }), { fields: { value: ' x ' } });
  assert.deepEqual(fromWirePut({ fields: { a: '1' }, expiresAt: null }), {
    fields: { a: '1' },
    expiresAt: null,
  });
  assert.deepEqual(fromWireCreate({ space: 's', name: 'n', value: '' }), {
    space: 's',
    secret: { name: 'n', fields: { value: '' } },
  });
});

test('a patch says only what it was told', () => {
  assert.deepEqual(fromWirePatch({ description: '' }), { description: '' });
  assert.deepEqual(fromWirePatch({ value: 'x' }), { setFields: { value: 'x' } });
  assert.deepEqual(fromWirePatch({ fields: { a: null, b: '2' }, name: 'other' }), {
    name: 'other',
    setFields: { a: null, b: '2' },
  });
  assert.deepEqual(fromWirePatch({ expiresAt: '2030-01-01T00:00:00Z' }), { expiresAt: 1_893_456_000_000 });
});
