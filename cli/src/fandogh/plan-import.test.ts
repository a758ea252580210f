import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SecretMetadata } from '@polyvault/sdk';

import { parseEnteredValues } from '../entered-values.ts';
import { planSecret, valuesTemplate } from './plan-import.ts';
import type { RemoteSecret } from './remote.ts';

const registry: RemoteSecret = {
  namespace: 'shop',
  name: 'reg',
  type: 'docker-registry',
  createdAt: '2020-01-02T03:04:05Z',
  publicFields: { server: 'r', username: 'u' },
};
const environment: RemoteSecret = { ...registry, name: 'env', type: 'environment-secret', publicFields: {} };

function here(kind: string, ...fieldNames: string[]): SecretMetadata {
  return { kind, fieldNames } as unknown as SecretMetadata;
}

test('without values everything has to be entered, by the names that the remote has', () => {
  const secrets = [
    planSecret(registry, 's', undefined, undefined),
    planSecret(environment, 's', undefined, ''),
  ];
  assert.deepEqual(
    secrets.map(({ secret: { decision, missing }, content }) => [decision, missing, content]),
    [
      ['enter', ['password'], null],
      ['enter', ['SECRET_KEY'], null],
    ],
  );
  assert.deepEqual(valuesTemplate(secrets.map(({ secret }) => secret)), {
    shop: { reg: { password: null }, env: { SECRET_KEY: null } },
  });
});

test('a text alone is the secret field; fields may replace what the remote gave', () => {
  assert.deepEqual(planSecret(registry, 's', undefined, 'pw').content, {
    kind: 'docker-registry',
    fields: { server: 'r', username: 'u', password: 'pw' },
  });
  assert.deepEqual(
    planSecret(registry, 's', undefined, { password: 'pw', server: 'r2', email: 'e' }).content,
    {
      kind: 'docker-registry',
      fields: { server: 'r2', username: 'u', password: 'pw', email: 'e' },
    },
  );
  assert.deepEqual(planSecret(environment, 's', undefined, { SECRET_KEY: 'v' }).content, {
    kind: 'generic',
    fields: { value: 'v' },
  });
});

test('what is here is left alone, and never taken for something else', () => {
  const decisionOf = (remote: RemoteSecret, found: SecretMetadata): string =>
    planSecret(remote, 's', found, 'value').secret.decision;
  assert.equal(decisionOf(environment, here('generic', 'value')), 'present');
  assert.equal(decisionOf(registry, here('docker-registry', 'password', 'server', 'username')), 'present');
  assert.equal(decisionOf(environment, here('docker-registry', 'password', 'server', 'username')), 'refuse');
  assert.equal(decisionOf(registry, here('generic', 'value')), 'refuse');
});

test('unknown types and fields are refused, and no plan holds a value outside of its content', () => {
  for (const type of ['general', '__proto__', 'toString', '']) {
    assert.equal(planSecret({ ...registry, type }, 's', undefined, 'v').secret.decision, 'refuse');
  }
  assert.equal(planSecret(environment, 's', undefined, { value: 'v' }).secret.decision, 'refuse');
  const { secret } = planSecret(environment, 's', undefined, 'the-value');
  assert.ok(!JSON.stringify(secret).includes('the-value'));
});

test('the form of a report is a file of values; a wrong file is told without its text', () => {
  const values = parseEnteredValues('{"shop":{"env":{"SECRET_KEY":null},"a":"x","b":null}}', 'f');
  assert.deepEqual(
    [...(values.get('shop') ?? [])],
    [
      ['env', {}],
      ['a', 'x'],
    ],
  );
  for (const text of [
    's3cret',
    '"s3cret"',
    '{"shop":"s3cret"}',
    '{"shop":{"a":["s3cret"]}}',
    '{"shop":{"a":{"b":7}}}',
  ]) {
    assert.throws(
      () => parseEnteredValues(text, 'f'),
      (error) =>
        error instanceof Error &&
        /^f cannot be used/.test(error.message) &&
        !error.message.includes('s3cret'),
    );
  }
});
