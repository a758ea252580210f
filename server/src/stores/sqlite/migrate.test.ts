// Migrations on real files: forward only, all or nothing, after a copy.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { sql } from 'kysely';

import { AppError } from '../../base/errors.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import type { Migration } from '../migrations/index.ts';
import { migrate } from './migrate.ts';

const statement =
  (...texts: readonly string[]): Migration =>
  (db) =>
    texts.map((text) => sql.raw(text).compile(db));

const notes = statement('CREATE TABLE notes (text text NOT NULL)', "INSERT INTO notes VALUES ('one')");
const dates = statement('ALTER TABLE notes ADD COLUMN made integer');
const broken = statement(
  'CREATE TABLE half (done text)',
  'DELETE FROM notes',
  'CREATE TABLE notes (again text)',
);

function openFile(t: TestContext): {
  readonly db: DatabaseSync;
  readonly path: string;
  readonly folder: string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-migrate-'));
  const path = join(folder, 'a.db');
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL');
  t.after(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  return { db, path, folder };
}

const versionOf = (db: DatabaseSync) => db.prepare('PRAGMA user_version').get()?.['user_version'];
const tablesOf = (db: DatabaseSync) =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map((row) => String(row['name']));

function refusal(pattern: RegExp) {
  return (error: unknown) =>
    error instanceof AppError && error.code === 'unavailable' && pattern.test(error.message);
}

test('a new file gets the whole schema at once, and no copy is made of nothing', (t) => {
  const { db, path, folder } = openFile(t);
  migrate(db, path);
  assert.equal(versionOf(db), MIGRATIONS.length);
  assert.ok(tablesOf(db).includes('audit_events'));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('before')),
    [],
  );
  migrate(db, path);
  assert.equal(versionOf(db), MIGRATIONS.length);
});

test('only what is missing is applied, and the file as it was is kept beside it', (t) => {
  const { db, path } = openFile(t);
  migrate(db, path, [notes]);
  db.exec("INSERT INTO notes VALUES ('two')");
  migrate(db, path, [notes, dates]);
  assert.equal(versionOf(db), 2);
  assert.deepEqual(
    db
      .prepare('SELECT text, made FROM notes ORDER BY text')
      .all()
      .map((row) => ({ ...row })),
    [
      { text: 'one', made: null },
      { text: 'two', made: null },
    ],
  );
  const copyPath = `${path}.before-schema-2`;
  assert.equal(statSync(copyPath).mode & 0o777, 0o600);
  const copy = new DatabaseSync(copyPath, { readOnly: true });
  assert.equal(versionOf(copy), 1);
  assert.equal(copy.prepare('SELECT count(*) AS n FROM notes').get()?.['n'], 2);
  assert.equal(copy.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
  copy.close();
});

test('a migration that fails leaves everything as it was, and can be tried again', (t) => {
  const { db, path } = openFile(t);
  migrate(db, path, [notes]);
  assert.throws(() => migrate(db, path, [notes, dates, broken]), refusal(/to schema 3 and is as it was/));
  assert.equal(versionOf(db), 1);
  assert.deepEqual(tablesOf(db), ['notes']);
  assert.deepEqual({ ...db.prepare('SELECT * FROM notes').get() }, { text: 'one' });
  assert.ok(!db.isTransaction);
  db.exec("INSERT INTO notes VALUES ('later')");
  writeFileSync(`${path}.before-schema-2.part`, 'left by a copy that was cut off');
  migrate(db, path, [notes, dates]);
  assert.equal(versionOf(db), 2);
  const copy = new DatabaseSync(`${path}.before-schema-2`, { readOnly: true });
  assert.equal(copy.prepare('SELECT count(*) AS n FROM notes').get()?.['n'], 2, 'the newer copy');
  copy.close();
  assert.ok(!existsSync(`${path}.before-schema-2.part`));
});

test('a file of a newer schema is refused and stays as it is', (t) => {
  const { db, path, folder } = openFile(t);
  migrate(db, path, [notes, dates]);
  assert.throws(() => migrate(db, path, [notes]), refusal(/has schema 2, this server knows 1/));
  assert.equal(versionOf(db), 2);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('schema')),
    [],
  );
});
