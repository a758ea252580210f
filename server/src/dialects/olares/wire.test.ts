// The envelopes of olares.md 2.2 and 2.3, in both modes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SecretText } from '../../core/index.ts';
import { parseSecretBody, toInner, toOuter, toWireSecret } from './wire.ts';

const source = { mode: 'source', emptyList: null } as const;
const document = { mode: 'document', emptyList: [] } as const;
const secret = toWireSecret('k', new SecretText('v'), 'prod');

test('what the source answers', () => {
  assert.deepEqual(toInner('RetrieveSecret', secret, source), { code: 0, message: '', data: secret });
  assert.equal(toInner('CreateSecret', null, source), null);
  assert.deepEqual(toInner('UpdateSecret', null, source), { code: 0, message: 'update secret succeed' });
  assert.deepEqual(toInner('DeleteSecret', null, source), { code: 0, message: 'delete secret succeed' });
  assert.deepEqual(toInner('ListSecret', [secret], source), { code: 0, message: '', data: [secret] });
  assert.deepEqual(toInner('ListSecret', [], source), { code: 0, message: '', data: null });
});

test('what the document shows', () => {
  assert.deepEqual(toInner('RetrieveSecret', secret, document), { code: 200, message: '', data: secret });
  for (const op of ['CreateSecret', 'UpdateSecret', 'DeleteSecret'] as const) {
    assert.deepEqual(toInner(op, null, document), { code: 200, message: '', data: '' });
  }
  assert.deepEqual(toInner('ListSecret', [], document), { code: 200, message: '', data: [] });
});

test('the outer envelope shows an empty body as null', () => {
  assert.deepEqual(toOuter(null), { code: 0, message: 'success', data: null });
});

test('a body: absent and null members, unknown ones, wrong types', () => {
  assert.deepEqual(parseSecretBody({}), { name: '', value: null, env: '' });
  assert.deepEqual(parseSecretBody({ name: 'k', value: '', env: null, x: 1 }), {
    name: 'k',
    value: '',
    env: '',
  });
  for (const body of [null, [], 'x', 1, { name: 1 }, { value: {} }, { env: true }]) {
    assert.throws(() => parseSecretBody(body), { code: 'invalid-input' });
  }
});
