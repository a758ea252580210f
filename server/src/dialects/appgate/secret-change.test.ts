import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleSecret } from './sample-secret.ts';
import { changesNothing, toNewSecret, toSecretChange } from './secret-change.ts';
import { parseSecretRequest } from './secret-request.ts';

const KEY = sampleSecret({ kind: 'ssh-key', fieldNames: ['privateKey', 'username'], username: 'git' });
const change = (body: object, current = sampleSecret({}), peer = 25) =>
  toSecretChange(parseSecretRequest(body, peer), current, peer);

test('a new secret has the kind and fields that all dialects share', () => {
  const create = (body: object, peer: number) => toNewSecret(parseSecretRequest(body, peer), peer);
  assert.deepEqual(create({ name: 'a', secret: ' s ', tags: ['B', 'b'], notes: 'n' }, 23), {
    name: 'a',
    kind: 'generic',
    fields: { value: ' s ' },
    description: 'n',
    tags: ['b'],
  });
  const id = '4C07BC67-57EA-42DD-B702-C2D6C45419FC';
  assert.deepEqual(create({ id, name: 'a', type: 'Credentials', username: 'u', password: 'p' }, 25), {
    id: id.toLowerCase(),
    name: 'a',
    kind: 'credentials',
    fields: { username: 'u', password: 'p' },
    description: '',
    tags: [],
  });
});

test('a replacement empties what is absent and keeps the secret', () => {
  assert.deepEqual(change({ name: 'b' }), { name: 'b', description: '', tags: [] });
  assert.deepEqual(change({ name: 'b', secret: null }), { name: 'b', description: '', tags: [] });
  assert.deepEqual(change({ name: 'b', secret: 'n' }).setFields, { value: 'n' });
});

test('a public user name that stays makes no new version', () => {
  assert.equal(change({ name: 'a', username: 'git' }, KEY).setFields, undefined);
  assert.deepEqual(change({ name: 'a', username: 'bot' }, KEY).setFields, { username: 'bot' });
  assert.deepEqual(change({ name: 'a', username: 'git', privateKey: 'k' }, KEY).setFields, {
    privateKey: 'k',
  });
});

test('another type replaces kind and content', () => {
  const changed = change({ name: 'a', type: 'Generic', secret: 's' }, KEY);
  assert.equal(changed.kind, 'generic');
  assert.deepEqual(changed.fields, { value: 's' });
  assert.equal(changed.setFields, undefined);
});

test('a secret that cannot be expressed is missing before its body is judged', () => {
  assert.throws(() => change({}, sampleSecret({ fieldNames: ['a', 'b'] })), { code: 'not-found' });
});

test('nothing changes only without a secret and with equal metadata', () => {
  const stored = sampleSecret({ name: 'a', description: 'n', tags: ['x', 'y'] });
  const same = { name: 'a', notes: 'n', tags: ['Y', 'x'] };
  const nothing = (body: object) => changesNothing(change(body, stored), stored);
  assert.equal(nothing(same), true);
  assert.equal(nothing({ ...same, secret: 's' }), false);
  assert.equal(nothing({ ...same, notes: '' }), false);
  assert.equal(nothing({ ...same, tags: ['x'] }), false);
  assert.equal(nothing({ ...same, name: 'b' }), false);
});
