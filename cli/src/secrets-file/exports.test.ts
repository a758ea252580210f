// Exports of other stores, in the shapes that their commands document; a message never quotes a value.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import type { Entry } from './entry.ts';
import { parseDopplerExport, parseInfisicalExport, parseVaultExport } from './exports.ts';

const EXPECTED = [
  { key: 'A', value: '1' },
  { key: 'B', value: 'two\nlines' },
];
const values = { A: '1', B: 'two\nlines' };

function refuses(parse: (content: string) => readonly Entry[], content: unknown, message: RegExp): void {
  assert.throws(
    () => parse(typeof content === 'string' ? content : JSON.stringify(content)),
    (error) =>
      error instanceof SecretsFileError && message.test(error.message) && !error.message.includes('hunter2'),
  );
}

test('Vault, both versions of the KV engine and the data alone', () => {
  const metadata = { created_time: '2026-01-01T00:00:00Z', version: 3 };
  for (const content of [
    { request_id: 'r', data: { data: values, metadata } },
    { request_id: 'r', lease_id: '', data: values },
    values,
  ]) {
    assert.deepEqual(parseVaultExport(JSON.stringify(content)), EXPECTED);
  }
  const named = { data: { data: 'v', metadata: 'm' } };
  assert.equal(parseVaultExport(JSON.stringify(named)).length, 2, 'secrets that have these names');
  refuses(parseVaultExport, { data: { K: { hunter2: 'x' } } }, /value for key "K" must be a string/);
  refuses(parseVaultExport, 'hunter2', /not valid JSON/);
});

test('Infisical, as the command and as the API have it', () => {
  const list = Object.entries(values);
  const command = list.map(([key, value]) => ({ key, value, type: 'shared', tags: [] }));
  const api = { secrets: list.map(([secretKey, secretValue]) => ({ secretKey, secretValue })) };
  assert.deepEqual(parseInfisicalExport(JSON.stringify(command)), EXPECTED);
  assert.deepEqual(parseInfisicalExport(JSON.stringify(api)), EXPECTED);
  refuses(parseInfisicalExport, [{ value: 'hunter2' }], /has no key/);
  refuses(parseInfisicalExport, { hunter2: 'x' }, /not a list/);
  refuses(parseInfisicalExport, [...command, ...command], /"A" stands there twice/);
});

test('Doppler, with computed values and flat', () => {
  const computed = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, { computed: value, raw: '${X}', note: '' }]),
  );
  assert.deepEqual(parseDopplerExport(JSON.stringify(computed)), EXPECTED);
  assert.deepEqual(parseDopplerExport(JSON.stringify(values)), EXPECTED);
  refuses(parseDopplerExport, { K: { raw: 'hunter2' } }, /value for key "K" must be a string/);
});
