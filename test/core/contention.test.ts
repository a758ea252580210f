// Many at once on one secret: each write comes through, in some order, and none of them is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Caller } from '../../server/src/core/index.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const WRITERS = 64;

let own: TestCore;
let root: Caller;

before(async () => {
  own = await openCore();
  root = await own.signIn('root', { admin: true });
});
after(() => own.close());

const all = <T>(work: (index: number) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: WRITERS }, (_, index) => work(index)));

test('writes to one secret are versions, one each', async () => {
  const target = { space: 'apps/shop', name: 'one' };
  const results = await all((index) =>
    own.core.putSecret(root, target, { fields: { value: String(index) } }),
  );
  assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(['fulfilled']));
  const versions = await own.core.listVersions(root, target);
  assert.equal(versions.length, WRITERS);
});

test('of many that create one name, one does', async () => {
  const results = await all(() =>
    own.core.createSecret(root, { space: 'apps/new' }, { name: 'one', fields: { value: 'v' } }),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const result of results) {
    if (result.status === 'rejected') assert.equal((result.reason as { code: string }).code, 'conflict');
  }
});

test('a quota holds however many come at once', async () => {
  const target = { space: 'apps/full', quota: { secrets: 10 } };
  const results = await all((index) =>
    own.core.createSecret(root, target, { name: `s${index}`, fields: { value: 'v' } }),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 10);
  for (const result of results) {
    if (result.status === 'rejected')
      assert.equal((result.reason as { code: string }).code, 'quota-exceeded');
  }
});

test('of many with one precondition, one comes through', async () => {
  const target = { space: 'apps/shop', name: 'cas' };
  await own.core.putSecret(root, target, { fields: { value: '0' } });
  const guarded = { ...target, precondition: { version: 1 } };
  const results = await all((index) =>
    own.core.putSecret(root, guarded, { fields: { value: String(index) } }),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('a history that is read while it grows is whole', async () => {
  const target = { space: 'apps/shop', name: 'growing' };
  await own.core.putSecret(root, target, { fields: { value: '0' } });
  const results = await all<unknown>((index) =>
    index % 2 === 0
      ? own.core.putSecret(root, target, { fields: { value: String(index) } })
      : own.core.listVersions(root, target),
  );
  assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(['fulfilled']));
});
