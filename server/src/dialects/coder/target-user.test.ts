import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CoderError } from './errors.ts';
import { toUserRef } from './target-user.ts';

test('me, an id in any case, and anything else that can be a username', () => {
  assert.equal(toUserRef('me'), 'me');
  assert.deepEqual(toUserRef('0198A000-0000-7000-8000-00000000000F'), {
    id: '0198a000-0000-7000-8000-00000000000f',
  });
  assert.deepEqual(toUserRef('Me'), { username: 'Me' });
  assert.deepEqual(toUserRef('alice@example.com'), { username: 'alice@example.com' });
});

test('text that can be neither is told apart', () => {
  for (const segment of ['', '..', 'a b', 'ü', 'a/b', 'a'.repeat(129)]) {
    assert.throws(
      () => toUserRef(segment),
      (error) =>
        error instanceof CoderError &&
        error.code === 'invalid-input' &&
        error.body.message === '"user" must be an existing uuid or username.',
    );
  }
});
