// When SQLite cannot write: a change is not made, a value does not leave core (P2), and both work again as soon as
// writing does. A full disk is in test/process, since it takes a process of its own.
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';

import { AppError } from '../../server/src/base/errors.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';
import { assertChain, wholeLog } from './contract/audit-log.ts';

const SPACE = 'apps/shop';
const REF = { space: SPACE, name: 'one' };

function unavailable(error: unknown): boolean {
  assert.ok(error instanceof AppError);
  assert.equal(error.code, 'unavailable');
  assert.deepEqual(error.details, { retryAfterSeconds: 1 });
  return true;
}

/** Runs with a core that has one secret, and checks the chain at the end. */
async function withCore(run: (opened: TestCore) => Promise<void>): Promise<void> {
  const opened = await openCore();
  try {
    await opened.core.createSecret(
      opened.system,
      { space: SPACE },
      { name: 'one', fields: { value: 'first' } },
    );
    await run(opened);
    assertChain(await wholeLog(opened.store));
  } finally {
    await opened.close();
  }
}

test('an audit log that takes no event: no read, no change, no list; then everything again', async () => {
  await withCore(async ({ core, system, store, ...opened }) => {
    const before = await wholeLog(store);
    opened.tamper(
      "CREATE TRIGGER broken BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'no events'); END",
    );
    await assert.rejects(core.readSecret(system, REF), unavailable);
    await assert.rejects(core.putSecret(system, REF, { fields: { value: 'second' } }), unavailable);
    await assert.rejects(core.listSecrets(system, { space: SPACE }), unavailable);
    await assert.rejects(core.listAuditEvents(system, {}), unavailable);
    opened.tamper('DROP TRIGGER broken');
    assert.deepEqual(await wholeLog(store), before);
    const { fields, version } = await core.readSecret(system, REF);
    assert.deepEqual([version, fields.get('value')?.reveal()], [1, 'first']);
    await core.putSecret(system, REF, { fields: { value: 'second' } });
    assert.equal((await wholeLog(store)).length, before.length + 2);
  });
});

test('a change whose rows cannot be written leaves no event, and an event that cannot no rows', async () => {
  await withCore(async ({ core, system, store, ...opened }) => {
    const events = (await wholeLog(store)).filter(({ outcome }) => outcome === 'ok').length;
    opened.tamper(
      "CREATE TRIGGER broken BEFORE INSERT ON versions BEGIN SELECT RAISE(ABORT, 'no versions'); END",
    );
    await assert.rejects(core.putSecret(system, REF, { fields: { value: 'second' } }), unavailable);
    opened.tamper('DROP TRIGGER broken');
    const log = await wholeLog(store);
    assert.equal(log.filter(({ outcome }) => outcome === 'ok').length, events);
    assert.deepEqual([log.at(-1)?.outcome, log.at(-1)?.code], ['failed', 'unavailable']);
    assert.equal((await store.select('versions', {})).length, 1);
  });
});

test('a writer thread that dies: what it had is not acknowledged, and the next job gets another thread', async () => {
  const threads: Worker[] = [];
  const onThread = (message: unknown) => threads.push((message as { readonly worker: Worker }).worker);
  subscribe('worker_threads', onThread);
  try {
    await withCore(async ({ core, system, store, databasePath }) => {
      assert.equal(threads.length, 1);
      const other = new DatabaseSync(databasePath);
      other.exec('BEGIN IMMEDIATE');
      const reading = assert.rejects(core.readSecret(system, REF), unavailable);
      // The thread has the job by then, and cannot end it while another connection writes.
      await setTimeout(30);
      const ended = threads[0]?.terminate();
      other.close();
      await reading;
      await ended;
      const { fields } = await core.readSecret(system, REF);
      assert.equal(fields.get('value')?.reveal(), 'first');
      assert.equal(threads.length, 2);
      const jobs = Array.from({ length: 20 }, (_, index) =>
        core.putSecret(system, { space: SPACE, name: `s${index}` }, { fields: { value: 'v' } }),
      );
      await Promise.all(jobs);
      assert.equal((await store.select('secrets', {})).length, 21);
      assert.equal(threads.length, 2);
    });
  } finally {
    unsubscribe('worker_threads', onThread);
  }
});
