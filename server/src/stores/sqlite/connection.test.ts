// What a connection promises about durability is checked on the file itself, and a file that cannot keep it is refused.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { AppError } from '../../base/errors.ts';
import { openConnection } from './connection.ts';

function temporaryPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-connection-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'a.db');
}

function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

function unavailable(pattern: RegExp) {
  return (error: unknown) =>
    error instanceof AppError && error.code === 'unavailable' && pattern.test(error.message);
}

test('a writer syncs every commit to a write-ahead log, erases what it deletes and trusts no schema', (t) => {
  const db = openConnection(temporaryPath(t), 'writer');
  t.after(() => db.close());
  const wanted = {
    journal_mode: 'wal',
    synchronous: 2,
    secure_delete: 1,
    foreign_keys: 1,
    trusted_schema: 0,
    cell_size_check: 1,
    query_only: 0,
  };
  for (const [name, value] of Object.entries(wanted)) assert.equal(pragma(db, name), value, name);
  assert.ok(Number(pragma(db, 'wal_autocheckpoint')) > 0);
  assert.ok(Number(pragma(db, 'busy_timeout')) > 0);
});

test('a reader cannot write and makes no checkpoint', (t) => {
  const path = temporaryPath(t);
  const writer = openConnection(path, 'writer');
  const reader = openConnection(path, 'reader');
  t.after(() => {
    reader.close();
    writer.close();
  });
  writer.exec('CREATE TABLE a (b)');
  assert.equal(pragma(reader, 'wal_autocheckpoint'), 0);
  assert.equal(reader.prepare('SELECT count(*) AS n FROM a').get()?.['n'], 0);
  assert.throws(() => reader.exec('INSERT INTO a VALUES (1)'), /readonly/);
  assert.throws(() => reader.exec('DROP TABLE a'), /readonly/);
});

test('a database that cannot keep a write-ahead log is refused', () => {
  assert.throws(
    () => openConnection(':memory:', 'writer'),
    unavailable(/does not keep journal_mode = wal; it says memory/),
  );
});

test('a file that is no database, or that cannot be opened, is named with what is wrong', (t) => {
  const path = temporaryPath(t);
  writeFileSync(
    path,
    'this is no database, but it is as long as the header of one would have to be. '.repeat(9),
  );
  assert.throws(
    () => openConnection(path, 'writer'),
    unavailable(/a\.db cannot be opened: file is not a database/),
  );
  const nowhere = join(path, 'b.db');
  assert.throws(
    () => openConnection(nowhere, 'reader'),
    unavailable(/b\.db cannot be opened: unable to open/),
  );
});
