import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CoderError } from './errors.ts';
import type { Caller } from '../../core/index.ts';
import { AppError } from '../../core/index.ts';
import { resolveSettings } from './settings.ts';
import { resolveUser, toUserRef } from './target-user.ts';

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

const origin = { requestId: 'r', dialect: 'coder', address: '127.0.0.1', token: null } as const;
const settings = resolveSettings({
  // No look-up is needed for oneself; without a core one would be seen.
  core: {} as never,
  space: 'coder/{user_id}/{username}',
  targetRule: 'seed',
  fileDelivery: true,
  buildVersion: 'v0.0.0',
});

test('oneself is found under me, the id and the name, without a look-up', async () => {
  const id = '0198a000-0000-7000-8000-00000000000f';
  const caller: Caller = {
    ...origin,
    principal: { kind: 'user', id, name: 'alice', email: null, admin: false },
  };
  for (const segment of ['me', id, id.toUpperCase(), 'alice']) {
    assert.deepEqual(await resolveUser(settings, caller, segment), {
      id,
      username: 'alice',
      own: true,
      space: `coder/${id}/alice`,
    });
  }
});

test('a service has no account of its own', async () => {
  const caller: Caller = {
    ...origin,
    principal: { kind: 'service', id: 's', name: 'app', owner: null, attributes: {} },
  };
  await assert.rejects(
    resolveUser(settings, caller, 'me'),
    (error) => error instanceof AppError && error.code === 'not-found' && error.details.object === 'user',
  );
});
