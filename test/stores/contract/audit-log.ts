// The contract of the audit log: events in a chain without gaps, of which each names the hash of the one before.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { StaleChange } from '../../../server/src/core/ports/index.ts';
import type { AuditDraft, AuditEvent, AuditQuery, Store } from '../../../server/src/core/ports/index.ts';
import { MerkleFrontier } from '../../../server/src/crypto/index.ts';
import { onStore } from '../opened-store.ts';
import type { OpenStore } from '../opened-store.ts';
import { auditDraft, checkpointRow, insert } from '../rows.ts';

const TIME = 1_700_000_000_000;
const EVENTS: readonly AuditDraft[] = [
  auditDraft('secret.read', { object: { kind: 'secret', id: 'one' }, space: { path: 'a' }, action: 'read' }),
  auditDraft('secret.read', { object: { kind: 'secret', id: 'two' }, space: { path: 'a/b' } }),
  auditDraft('secret.put', { object: { kind: 'secret', id: 'one' }, space: { path: 'a' } }),
  auditDraft('login', { actor: { kind: 'anonymous' }, outcome: 'denied', reason: 'credentials' }),
  auditDraft('secret.read', { actor: { kind: 'user', id: 'bob' }, outcome: 'failed', code: 'internal' }),
  auditDraft('secret.read', { actor: { kind: 'user', id: 'bob' }, space: { path: 'a' }, action: 'read' }),
].map((event, index) => ({ ...event, time: TIME + index }));

/** Every event, a thousand at a time. */
export async function wholeLog(store: Store): Promise<readonly AuditEvent[]> {
  const events: AuditEvent[] = [];
  for (;;) {
    const { items } = await store.listAuditEvents({ after: events.length, limit: 1000 });
    if (items.length === 0) return events;
    events.push(...items);
  }
}

/** RFC 6962 section 2.1: the leaf hash of an event's text, which is its JSON without the hash. */
export function leafOf(event: AuditEvent): string {
  const body = JSON.stringify(without(event, ['hash']));
  return createHash('sha256').update('\0').update(body).digest('base64');
}

function without(event: AuditEvent, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !names.includes(name)));
}

/** From the first event on: no gap, no other predecessor, no other text. */
export function assertChain(events: readonly AuditEvent[]): void {
  let previous = '';
  for (const [index, event] of events.entries()) {
    assert.equal(event.seq, index + 1);
    assert.equal(event.prev, previous);
    assert.equal(event.hash, leafOf(event));
    previous = event.hash;
  }
}

/** The store's tree is that of all its events, by the definition of RFC 6962 section 2.1. */
async function assertTree(store: Store): Promise<void> {
  const { size, frontier, lastHash } = await store.auditTree();
  const events = await wholeLog(store);
  const leaves = events.map(({ hash }) => Buffer.from(hash, 'base64'));
  assert.equal(size, leaves.length);
  assert.equal(Buffer.from(lastHash).toString('base64'), events.at(-1)?.hash ?? '');
  const root = MerkleFrontier.fromBytes(size, frontier).root();
  assert.equal(Buffer.from(root).toString('hex'), rootOf(leaves).toString('hex'));
}

function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only !== undefined && leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split))];
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();
}

export function auditContract(open: OpenStore): void {
  const onLog = (use: (store: Store) => Promise<void>) =>
    onStore(open, async ({ store }) => {
      for (const event of EVENTS) await store.commit([], [event]);
      await use(store);
    });

  test(
    'listAuditEvents: an empty log has head 0',
    onStore(open, async ({ store }) => {
      assert.deepEqual(await store.listAuditEvents({}), { items: [], head: 0 });
      assert.deepEqual(await store.listAuditEvents({ after: 0 }), { items: [], head: 0 });
    }),
  );

  test(
    'listAuditEvents: events as they were given, with their place in the chain',
    onLog(async (store) => {
      const { items, head } = await store.listAuditEvents({ after: 0 });
      assert.equal(head, EVENTS.length);
      assert.deepEqual(
        items.map((event) => without(event, ['lane', 'seq', 'prev', 'hash'])),
        EVENTS,
      );
      assert.equal(new Set(items.map(({ lane }) => lane)).size, 1);
      assertChain(items);
    }),
  );

  const QUERIES: readonly [AuditQuery, readonly number[]][] = [
    [{}, [6, 5, 4, 3, 2, 1]],
    [{ limit: 2 }, [6, 5]],
    [{ after: 0, limit: 2 }, [1, 2]],
    [{ after: 4 }, [5, 6]],
    [{ after: 6 }, []],
    [{ before: 3 }, [2, 1]],
    [{ before: 1 }, []],
    [{ before: 5, limit: 1 }, [4]],
    [{ after: 1, before: 5 }, [2, 3, 4]],
    [{ actorId: 'bob' }, [6, 5]],
    [{ actorId: 'nobody' }, []],
    [{ space: 'a' }, [6, 3, 1]],
    [{ secretId: 'one' }, [3, 1]],
    [{ operation: 'login' }, [4]],
    [{ operation: 'log%' }, []],
    [{ outcome: 'ok', after: 0 }, [1, 2, 3, 6]],
    [{ outcome: 'denied' }, [4]],
    [{ action: 'read' }, [6, 1]],
    [{ from: TIME + 4, after: 0 }, [5, 6]],
    [{ to: TIME + 2 }, [2, 1]],
    [{ from: TIME + 1, to: TIME + 3 }, [3, 2]],
    [{ actorId: 'alice', space: 'a', secretId: 'one', operation: 'secret.put', outcome: 'ok' }, [3]],
    [{ actorId: 'bob', outcome: 'ok', before: 6 }, []],
  ];
  test(
    'listAuditEvents: filters, order and limits; the head does not depend on them',
    onLog(async (store) => {
      for (const [query, seqs] of QUERIES) {
        const { items, head } = await store.listAuditEvents(query);
        assert.deepEqual(
          items.map(({ seq }) => seq),
          seqs,
          JSON.stringify(query),
        );
        assert.equal(head, EVENTS.length);
      }
    }),
  );

  test(
    'listAuditEvents: a hundred events when no limit is said',
    onStore(open, async ({ store }) => {
      await store.commit(
        [],
        Array.from({ length: 130 }, () => auditDraft('secret.read')),
      );
      const { items, head } = await store.listAuditEvents({});
      assert.deepEqual([items.length, items[0]?.seq, head], [100, 130, 130]);
      assert.equal((await wholeLog(store)).length, 130);
    }),
  );

  test(
    'auditTree: the root over the leaves, kept through commits, reopening and a checkpoint',
    onStore(open, async (opened) => {
      const { lane, size, lastHash } = await opened.store.auditTree();
      assert.deepEqual([size, [...lastHash]], [0, []]);
      await opened.store.commit([], EVENTS);
      await assertTree(opened.store);
      const tree = await opened.store.auditTree();
      const row = {
        ...checkpointRow(lane, tree.size),
        frontier: Uint8Array.from(tree.frontier),
        last_hash: Uint8Array.from(tree.lastHash),
      };
      await opened.store.commit(insert('audit_checkpoints', row), []);
      const again = await opened.reopen();
      await assertTree(again);
      await again.commit([], EVENTS);
      await assertTree(again);
      assert.equal((await again.auditTree()).size, 2 * EVENTS.length);
    }),
  );

  test(
    'auditTree: what was not committed is not in it',
    onStore(open, async ({ store }) => {
      await store.commit([], EVENTS);
      const [first] = insert('audit_checkpoints', checkpointRow('elsewhere', 1));
      assert.ok(first);
      await assert.rejects(store.commit([first, first], EVENTS), StaleChange);
      await assertTree(store);
      assert.equal((await store.auditTree()).size, EVENTS.length);
    }),
  );

  test(
    'auditRecords: stored texts of a range, oldest first',
    onLog(async (store) => {
      const { lane } = await store.auditTree();
      const seqs = async (after: number, upTo: number, limit: number) =>
        (await store.auditRecords(lane, { after, upTo, limit })).map(({ seq }) => seq);
      assert.deepEqual(await seqs(0, 100, 100), [1, 2, 3, 4, 5, 6]);
      assert.deepEqual(await seqs(1, 4, 100), [2, 3, 4]);
      assert.deepEqual(await seqs(1, 4, 2), [2, 3]);
      assert.deepEqual(await seqs(6, 9, 2), []);
      assert.deepEqual(await store.auditRecords('another', { after: 0, upTo: 9, limit: 9 }), []);
    }),
  );

  test(
    'findCheckpoint: the nearest at or on either side of a size, of its lane',
    onStore(open, async ({ store }) => {
      const rows = [3, 5, 9].map((size) => checkpointRow('elsewhere', size));
      await store.commit(insert('audit_checkpoints', ...rows), []);
      const found = async (size: { atLeast: number } | { atMost: number }) =>
        (await store.findCheckpoint('elsewhere', size))?.size;
      assert.deepEqual(
        [await found({ atLeast: 0 }), await found({ atLeast: 5 }), await found({ atLeast: 10 })],
        [3, 5, undefined],
      );
      assert.deepEqual(
        [await found({ atMost: 2 }), await found({ atMost: 8 }), await found({ atMost: 9 })],
        [undefined, 5, 9],
      );
      assert.equal(await store.findCheckpoint('another', { atLeast: 0 }), undefined);
    }),
  );

  test(
    'removeAuditEvents: the oldest first, a part at a time; the chain and the tree go on',
    onLog(async (store) => {
      const { lane } = await store.auditTree();
      assert.equal(await store.removeAuditEvents(lane, 4, 3), true);
      assert.equal(await store.removeAuditEvents(lane, 4, 3), false);
      assert.equal(await store.removeAuditEvents(lane, 4, 3), false);
      const { items, head } = await store.listAuditEvents({ after: 0 });
      assert.deepEqual([items.map(({ seq }) => seq), head], [[5, 6], 6]);
      await store.commit([], EVENTS.slice(0, 1));
      const last = (await store.listAuditEvents({ limit: 1 })).items[0];
      assert.deepEqual([last?.seq, last?.prev], [7, items[1]?.hash]);
      assert.equal((await store.auditTree()).size, 7);
    }),
  );

  test(
    'the chain goes on where it ended when the store is opened again',
    onStore(open, async (opened) => {
      await opened.store.commit([], EVENTS.slice(0, 2));
      const again = await opened.reopen();
      await again.commit([], EVENTS.slice(2));
      const events = await wholeLog(again);
      assert.equal(events.length, EVENTS.length);
      assertChain(events);
    }),
  );
}
