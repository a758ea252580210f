// The contract of the audit log: events in a chain without gaps, of which each names the hash of the one before.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import type { AuditDraft, AuditEvent, AuditQuery, Store } from '../../../server/src/core/ports/index.ts';
import { onStore } from '../opened-store.ts';
import type { OpenStore } from '../opened-store.ts';
import { auditDraft } from '../rows.ts';

const EVENTS: readonly AuditDraft[] = [
  auditDraft('secret.read', { object: { kind: 'secret', id: 'one' }, space: { path: 'a' } }),
  auditDraft('secret.read', { object: { kind: 'secret', id: 'two' }, space: { path: 'a/b' } }),
  auditDraft('secret.put', { object: { kind: 'secret', id: 'one' }, space: { path: 'a' } }),
  auditDraft('login', { actor: { kind: 'anonymous' }, outcome: 'denied', reason: 'credentials' }),
  auditDraft('secret.read', { actor: { kind: 'user', id: 'bob' }, outcome: 'failed', code: 'internal' }),
  auditDraft('secret.read', { actor: { kind: 'user', id: 'bob' }, space: { path: 'a' } }),
];

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
