// The batch of the one writer, straight on a connection: order, isolation of jobs, and a head that never runs ahead.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { leafHash } from '../../crypto/index.ts';
import { BatchWriter } from './batch.ts';
import type { JobEvent } from '../job-event.ts';
import type { Job } from './batch.ts';
import { openConnection } from './connection.ts';
import { migrate } from './migrate.ts';

function openDatabase(t: TestContext): DatabaseSync {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-batch-'));
  const path = join(folder, 'a.db');
  const db = openConnection(path, 'writer');
  migrate(db, path);
  db.exec('CREATE TABLE notes (id integer PRIMARY KEY, text text UNIQUE)');
  t.after(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  return db;
}

function event(operation: string): JobEvent {
  return {
    time: 1,
    requestId: 'request',
    operation,
    outcome: 'ok',
    actorId: null,
    space: null,
    objectId: null,
    action: null,
    json: JSON.stringify({ v: 1, operation }),
  };
}

function note(id: number, text: string, events: readonly JobEvent[] = [event(text)]): Job {
  return { statements: [{ sql: 'INSERT INTO notes VALUES (?, ?)', parameters: [id, text] }], events };
}

interface Stored {
  readonly seq: number;
  readonly operation: string;
  readonly body: string;
  readonly hash: Uint8Array;
}

const eventsOf = (db: DatabaseSync) =>
  db
    .prepare('SELECT seq, operation, body, hash FROM audit_events ORDER BY seq')
    .all() as unknown as readonly Stored[];

/** The stored bodies name their place and the hash before; the stored hash is that of the stored body. */
function checkChain(events: readonly Stored[]): void {
  let previous = '';
  for (const [index, { seq, operation, body, hash }] of events.entries()) {
    assert.equal(seq, index + 1);
    assert.deepEqual(JSON.parse(body), { lane: 'lane', seq, prev: previous, v: 1, operation });
    assert.deepEqual([...hash], [...leafHash(body)]);
    previous = Buffer.from(hash).toString('base64');
  }
}

test('jobs of a batch follow each other: later ones see what earlier ones wrote, events are in their order', (t) => {
  const db = openDatabase(t);
  const writer = new BatchWriter(db, 'lane');
  const rename: Job = {
    statements: [{ sql: 'UPDATE notes SET text = ? WHERE text = ?', parameters: ['b', 'a'] }],
    events: [event('renamed')],
  };
  assert.deepEqual(
    writer.run([note(1, 'a'), rename, note(2, 'a'), { statements: [], events: [event('read')] }]),
    ['ok', 'ok', 'ok', 'ok'],
  );
  const events = eventsOf(db);
  assert.deepEqual(
    events.map(({ operation }) => operation),
    ['a', 'renamed', 'a', 'read'],
  );
  checkChain(events);
});

test('a stale job takes back its own statements alone, and leaves no event', (t) => {
  const db = openDatabase(t);
  const writer = new BatchWriter(db, 'lane');
  const [first] = note(2, 'b').statements;
  const [taken] = note(3, 'a').statements;
  assert.ok(first !== undefined && taken !== undefined);
  const nothing = { sql: 'DELETE FROM notes WHERE id = ?', parameters: [99] };
  const several = { sql: 'UPDATE notes SET text = text || ?', parameters: ['!'] };
  const results = writer.run([
    note(1, 'a'),
    { statements: [first, taken], events: [event('unique')] },
    { statements: [first, nothing], events: [event('no row')] },
    note(1, 'z'),
    note(2, 'c'),
    { statements: [several], events: [event('two rows')] },
  ]);
  assert.deepEqual(results, ['ok', 'stale', 'stale', 'stale', 'ok', 'stale']);
  assert.deepEqual(
    db
      .prepare('SELECT text FROM notes ORDER BY id')
      .all()
      .map((row) => row['text']),
    ['a', 'c'],
  );
  const events = eventsOf(db);
  assert.deepEqual(
    events.map(({ operation }) => operation),
    ['a', 'c'],
  );
  checkChain(events);
});

test('when one job cannot run at all the whole batch is not written, and the chain goes on where it was', (t) => {
  const db = openDatabase(t);
  const writer = new BatchWriter(db, 'lane');
  writer.run([note(1, 'a')]);
  const unknown: Job = { statements: [{ sql: 'DELETE FROM nowhere', parameters: [] }], events: [event('x')] };
  const results = writer.run([note(2, 'b'), unknown, note(3, 'c')]);
  assert.deepEqual(
    results.map((result) => typeof result === 'object' && result.failed),
    Array<string>(3).fill('no such table: nowhere'),
  );
  assert.ok(!db.isTransaction);
  assert.deepEqual(writer.run([note(2, 'd')]), ['ok']);
  const events = eventsOf(db);
  assert.deepEqual(
    events.map(({ operation }) => operation),
    ['a', 'd'],
  );
  checkChain(events);
});

test('an event that cannot be written takes its change with it', (t) => {
  const db = openDatabase(t);
  const writer = new BatchWriter(db, 'lane');
  db.exec("CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(FAIL, 'full'); END");
  const [result] = writer.run([note(1, 'a')]);
  assert.deepEqual(result, { failed: 'full' });
  assert.equal(db.prepare('SELECT count(*) AS n FROM notes').get()?.['n'], 0);
  db.exec('DROP TRIGGER full');
  assert.deepEqual(writer.run([note(1, 'a')]), ['ok']);
  checkChain(eventsOf(db));
});

test('a new writer goes on with the chain that it finds, each lane with its own', (t) => {
  const db = openDatabase(t);
  new BatchWriter(db, 'lane').run([note(1, 'a'), note(2, 'b')]);
  new BatchWriter(db, 'other').run([note(3, 'c')]);
  new BatchWriter(db, 'lane').run([note(4, 'd')]);
  const other = db.prepare("SELECT seq FROM audit_events WHERE lane = 'other'").all();
  assert.deepEqual(
    other.map((row) => row['seq']),
    [1],
  );
  db.exec("DELETE FROM audit_events WHERE lane = 'other'");
  const events = eventsOf(db);
  assert.equal(events.length, 3);
  checkChain(events);
});
