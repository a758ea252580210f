import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { KeptRows } from './kept-rows.ts';

/** Two connections to one file, and how often rows were really read. */
function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-kept-'));
  const [reader, writer] = [0, 1].map(() => new DatabaseSync(join(folder, 'db'), { timeout: 5000 }));
  assert.ok(reader !== undefined && writer !== undefined);
  t.after(() => {
    reader.close();
    writer.close();
    rmSync(folder, { recursive: true });
  });
  writer.exec(
    "PRAGMA journal_mode = WAL; CREATE TABLE users (id TEXT, value BLOB); INSERT INTO users VALUES ('a', x'01')",
  );
  const kept = new KeptRows(reader);
  const counts = { reads: 0 };
  const find = (table: 'users' | 'versions') =>
    kept.rows(table, { id: 'a' }, true, () => {
      counts.reads += 1;
      return reader.prepare('SELECT * FROM users').all();
    })[0]?.['value'] as Uint8Array;
  return { kept, writer, counts, find };
}

test('rows are kept until another connection commits anything', (t) => {
  const { kept, writer, counts, find } = open(t);
  kept.freshen();
  assert.deepEqual([...find('users'), ...find('users')], [1, 1]);
  assert.equal(counts.reads, 1);
  writer.exec("UPDATE users SET value = x'02'");
  kept.freshen();
  assert.deepEqual([...find('users')], [2]);
  kept.freshen();
  assert.deepEqual([...find('users')], [2]);
  assert.equal(counts.reads, 2);
});

test('what was given out can be changed without changing what is kept', (t) => {
  const { kept, find } = open(t);
  kept.freshen();
  find('users').fill(9);
  find('users').fill(9);
  assert.deepEqual([...find('users')], [1]);
});

test('contents are never kept', (t) => {
  const { kept, counts, find } = open(t);
  kept.freshen();
  find('versions');
  find('versions');
  assert.equal(counts.reads, 2);
});

test('it is not fresh any more when the event loop has gone on', async (t) => {
  const { kept } = open(t);
  assert.equal(kept.isFresh, false);
  kept.freshen();
  await Promise.resolve();
  assert.equal(kept.isFresh, true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(kept.isFresh, false);
});
