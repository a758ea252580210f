// The contract of commit: a job is written whole or not at all, a stale one harms no other, and every event that was
// acknowledged stands in the chain.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../../server/src/base/errors.ts';
import { StaleChange } from '../../../server/src/core/ports/index.ts';
import type { RowChange, Store, TableName, Tables } from '../../../server/src/core/ports/index.ts';
import { onStore } from '../opened-store.ts';
import type { OpenStore } from '../opened-store.ts';
import * as rows from '../rows.ts';
import { assertChain, wholeLog } from './audit-log.ts';

const EVENT = rows.auditDraft('test');

/** Two inserts of which only one can be. */
function twice<T extends TableName>(
  table: T,
  one: Tables[T],
  other: Tables[T],
): readonly [RowChange, RowChange] {
  const [first, second] = rows.insert(table, one, other);
  assert.ok(first !== undefined && second !== undefined);
  return [first, second];
}

async function rejectsStale(store: Store, ...changes: readonly RowChange[]): Promise<void> {
  const before = (await wholeLog(store)).length;
  await assert.rejects(store.commit(changes, [EVENT]), StaleChange);
  assert.equal((await wholeLog(store)).length, before, 'a stale change writes no event');
}

export function commitContract(open: OpenStore): void {
  test(
    'commit: insert, update and delete, and nothing when there is nothing to do',
    onStore(open, async ({ store }) => {
      const first = rows.spaceRow('a', { updated_at: 1 });
      const second = rows.next(first, { path: 'b', owner_id: 'alice', updated_at: 2 });
      await store.commit([], []);
      assert.equal((await wholeLog(store)).length, 0);
      await store.commit(rows.insert('spaces', first, rows.spaceRow('other')), [EVENT]);
      await store.commit([{ op: 'update', table: 'spaces', row: second }], [EVENT, EVENT]);
      assert.deepEqual(rows.plain(await store.find('spaces', { id: 'a' })), second);
      await store.commit([{ op: 'delete', table: 'spaces', row: second }], []);
      assert.equal(await store.find('spaces', { id: 'a' }), undefined);
      assert.deepEqual(
        (await store.select('spaces', {})).map(({ id }) => id),
        ['other'],
      );
      assert.equal((await wholeLog(store)).length, 3);
    }),
  );

  test(
    'commit: an update changes the one version of the one secret that it names',
    onStore(open, async ({ store }) => {
      const versions = [rows.versionRow('a', 1), rows.versionRow('a', 2), rows.versionRow('b', 1)];
      await store.commit(rows.insert('versions', ...versions), []);
      const destroyed = rows.next(rows.versionRow('a', 1), { sealed: null, wrapped_key: null });
      await store.commit([{ op: 'update', table: 'versions', row: destroyed }], []);
      const sealed = (await store.select('versions', {})).map((row) => row.sealed !== null);
      assert.deepEqual(sealed, [false, true, true]);
    }),
  );

  test(
    'commit: StaleChange for a row that is newer, older or gone, and nothing is changed',
    onStore(open, async ({ store }) => {
      const old = rows.userRow('a');
      const now = rows.next(old, { admin: 1 });
      await store.commit(rows.insert('users', old), [EVENT]);
      await store.commit([{ op: 'update', table: 'users', row: now }], [EVENT]);
      await rejectsStale(store, { op: 'update', table: 'users', row: rows.next(old, { disabled: 1 }) });
      await rejectsStale(store, { op: 'update', table: 'users', row: rows.next(rows.next(now)) });
      await rejectsStale(store, { op: 'delete', table: 'users', row: old });
      await rejectsStale(store, { op: 'delete', table: 'users', row: rows.next(now) });
      await rejectsStale(store, { op: 'update', table: 'users', row: rows.next(rows.userRow('none')) });
      await rejectsStale(store, { op: 'delete', table: 'users', row: rows.userRow('none') });
      assert.deepEqual((await store.select('users', {})).map(rows.plain), [now]);
    }),
  );

  const taken: readonly (readonly [string, RowChange, RowChange])[] = [
    ['a primary key', ...twice('roles', rows.roleRow('r'), rows.roleRow('r'))],
    ['a composite primary key', ...twice('versions', rows.versionRow('s', 1), rows.versionRow('s', 1))],
    ['a username', ...twice('users', rows.userRow('a'), rows.userRow('b', { username_key: 'a' }))],
    [
      'an email address',
      ...twice('users', rows.userRow('a', { email_key: 'x' }), rows.userRow('b', { email_key: 'x' })),
    ],
    [
      'a service of that name',
      ...twice('services', rows.serviceRow('a'), rows.serviceRow('b', { name: 'a' })),
    ],
    ['a client id', ...twice('services', rows.serviceRow('a'), rows.serviceRow('b', { client_id: 'a' }))],
    [
      "a token's hash",
      ...twice('tokens', rows.tokenRow('a'), rows.tokenRow('b', { hash: rows.tokenRow('a').hash })),
    ],
    ['a grant that exists', ...twice('grants', rows.grantRow('a'), rows.grantRow('b', { pattern: 'a' }))],
    ['the path of a space', ...twice('spaces', rows.spaceRow('a'), rows.spaceRow('b', { path: 'a' }))],
    ...(['name', 'public_id', 'env', 'file'] as const).map(
      (column) =>
        [
          `the ${column} of a live secret of the space`,
          ...twice('secrets', rows.secretRow('a', { [column]: 'x' }), rows.secretRow('b', { [column]: 'x' })),
        ] as const,
    ),
  ];
  for (const [what, before, change] of taken) {
    test(
      `commit: StaleChange for ${what}`,
      onStore(open, async ({ store }) => {
        await store.commit([before], []);
        await rejectsStale(store, change);
        assert.equal((await store.select(change.table, {})).length, 1);
      }),
    );
  }

  test(
    'commit: an update onto what is taken is stale; other spaces and the trash take nothing',
    onStore(open, async ({ store }) => {
      const one = rows.secretRow('1', { name: 'x', env: 'E', file: '/f' });
      const two = rows.secretRow('2', { name: 'y' });
      await store.commit(rows.insert('secrets', one, two), []);
      const rename = rows.next(two, { name: 'x' });
      await rejectsStale(store, { op: 'update', table: 'secrets', row: rename });
      const elsewhere = rows.secretRow('3', { ...one, id: '3', public_id: '1', space_id: 'other' });
      await store.commit(rows.insert('secrets', elsewhere), []);
      const trashed = rows.next(one, { deleted_at: 5 });
      const again = rows.secretRow('4', { ...one, id: '4' });
      await store.commit(
        [{ op: 'update', table: 'secrets', row: trashed }, ...rows.insert('secrets', again)],
        [],
      );
      const found = await store.find('secrets', { space_id: 'space', name: 'x', deleted_at: null });
      assert.equal(found?.id, '4');
      assert.equal((await store.select('secrets', { name: 'x' })).length, 3);
    }),
  );

  test(
    'commit: a job with one stale change writes none of its changes',
    onStore(open, async ({ store }) => {
      const user = rows.userRow('a');
      await store.commit(rows.insert('users', user), []);
      const good = [
        ...rows.insert('spaces', rows.spaceRow('s')),
        { op: 'update', table: 'users', row: rows.next(user, { admin: 1 }) },
      ] as const;
      const stale = { op: 'delete', table: 'users', row: rows.userRow('none') } as const;
      for (const changes of [
        [...good, stale],
        [stale, ...good],
        [...good, ...rows.insert('spaces', rows.spaceRow('t', { path: 's' }))],
      ]) {
        await rejectsStale(store, ...changes);
        assert.equal(await store.find('spaces', { id: 's' }), undefined);
        assert.deepEqual(rows.plain(await store.find('users', { id: 'a' })), user);
      }
      await store.commit(good, [EVENT]);
      assert.equal((await store.find('users', { id: 'a' }))?.admin, 1);
    }),
  );

  test(
    'commit: stale jobs among good ones fail alone, and the chain has the events of the good ones',
    onStore(open, async ({ store }) => {
      await store.commit(rows.insert('spaces', rows.spaceRow('taken')), []);
      const jobs = Array.from({ length: 40 }, (_, index) => {
        const stale = index % 5 === 2;
        const row = rows.spaceRow(`s${index}`, stale ? { path: 'taken' } : {});
        const event = rows.auditDraft('space.create', { object: { kind: 'space', id: row.id } });
        return { stale, id: row.id, done: store.commit(rows.insert('spaces', row), [event]) };
      });
      for (const { stale, done } of jobs) {
        if (stale) await assert.rejects(done, StaleChange);
        else await done;
      }
      const good = jobs.filter(({ stale }) => !stale).map(({ id }) => id);
      const events = await wholeLog(store);
      assertChain(events);
      assert.deepEqual(events.map(({ object }) => object?.id).sort(), [...good].sort());
      assert.equal((await store.select('spaces', {})).length, good.length + 1);
    }),
  );

  test(
    'commit: of many changes of one version of a row exactly one wins',
    onStore(open, async ({ store }) => {
      const row = rows.roleRow('r');
      await store.commit(rows.insert('roles', row), []);
      const changes = Array.from({ length: 20 }, (_, index) => rows.next(row, { actions: String(index) }));
      const results = await Promise.allSettled(
        changes.map((change) => store.commit([{ op: 'update', table: 'roles', row: change }], [EVENT])),
      );
      const won = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
      assert.equal(won.length, 1);
      assert.ok(results.every((one) => one.status === 'fulfilled' || one.reason instanceof StaleChange));
      assert.deepEqual(rows.plain(await store.find('roles', { name: 'r' })), changes[won[0] ?? -1]);
      assert.equal((await wholeLog(store)).length, 1);
    }),
  );

  test(
    'commit: 200 at once share few transactions, all are in the chain, and all are there after opening again',
    onStore(open, async (opened) => {
      const { store } = opened;
      const before = await opened.transactions();
      const jobs = Array.from({ length: 200 }, (_, index) =>
        store.commit(
          index % 2 === 0 ? rows.insert('spaces', rows.spaceRow(`s${index}`)) : [],
          Array.from({ length: index % 3 }, () => rows.auditDraft(`job.${index}`)),
        ),
      );
      await Promise.all(jobs);
      const used = (await opened.transactions()) - before;
      assert.ok(used >= 1 && used <= 20, `${used} transactions`);
      const again = await opened.reopen();
      const events = await wholeLog(again);
      assertChain(events);
      const wanted = Array.from({ length: 200 }, (_, index) => Array<string>(index % 3).fill(`job.${index}`));
      assert.deepEqual(events.map(({ operation }) => operation).sort(), wanted.flat().sort());
      assert.equal((await again.select('spaces', {})).length, 100);
    }),
  );

  test(
    'close: what is under way is written first; then everything is unavailable',
    onStore(open, async (opened) => {
      const { store } = opened;
      await store.ping();
      const writing = Array.from({ length: 20 }, (_, index) =>
        store.commit(rows.insert('spaces', rows.spaceRow(`s${index}`)), [EVENT]),
      );
      await store.close();
      await Promise.all(writing);
      const unavailable = (error: unknown) => error instanceof AppError && error.code === 'unavailable';
      await assert.rejects(store.commit([], [EVENT]), unavailable);
      await assert.rejects(store.find('spaces', { id: 's0' }), unavailable);
      await assert.rejects(store.listAuditEvents({}), unavailable);
      await assert.rejects(store.ping(), unavailable);
      const again = await opened.reopen();
      assert.equal((await again.select('spaces', {})).length, 20);
      assert.equal((await wholeLog(again)).length, 20);
    }),
  );
}
