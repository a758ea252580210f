// Proves that a database which is not the one its anchor knows is refused at start, by name, and that accepting it is an
// event of its own (threat T5, promise P3: yesterday's file under a newer anchor).
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { pino } from 'pino';

import { verifyAuditExport } from '../../sdk/src/audit/index.ts';
import { startApp } from '../../server/src/app.ts';
import { AppError } from '../../server/src/core/index.ts';
import { readSettings } from '../../server/src/config/settings.ts';
import { openKeyring } from '../../server/src/seals/open-keyring.ts';
import { SqliteFile } from '../../server/src/stores/sqlite/open.ts';
import { auditDraft } from '../stores/rows.ts';

const password = 'correct horse battery';

class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'polyvault-anchor-'));
  readonly database = join(this.path, 'polyvault.db');
  readonly anchor = join(this.path, 'audit.anchor');

  constructor(t: TestContext) {
    t.after(() => rmSync(this.path, { recursive: true }));
    const bootstrap = { users: [{ username: 'alice', password, admin: true }] };
    writeFileSync(join(this.path, 'bootstrap.json'), JSON.stringify(bootstrap));
  }

  /** Starts a server, uses it, stops it. */
  async run<T>(use: (base: string, token: string) => Promise<T>, ...flags: string[]): Promise<T> {
    const settings = readSettings(
      [...flags, '--port', '0', '--data-dir', this.path, '--bootstrap', join(this.path, 'bootstrap.json')],
      {},
    );
    const app = await startApp(settings, pino({ level: 'silent' }));
    try {
      const login = await fetch(`${app.address}/pv/v1/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'alice', password }),
      });
      const { token } = (await login.json()) as { token: string };
      return await use(app.address, token);
    } finally {
      await app.close();
    }
  }

  async start(...flags: string[]): Promise<void> {
    await this.run(async () => undefined, ...flags);
  }

  async refused(pattern: RegExp): Promise<void> {
    await assert.rejects(this.start(), (error) => {
      assert.ok(error instanceof AppError && error.code === 'integrity-failed', String(error));
      assert.match(error.message, pattern);
      assert.match(error.message, /--accept-rollback|verify/);
      return true;
    });
  }

  keep(): void {
    copyFileSync(this.database, `${this.database}.kept`);
  }

  putBack(): void {
    copyFileSync(`${this.database}.kept`, this.database);
  }

  change(sql: string): void {
    const db = new DatabaseSync(this.database);
    db.exec(sql);
    db.close();
  }
}

async function events(
  base: string,
  token: string,
  operation: string,
): Promise<readonly { readonly object?: object }[]> {
  const answer = await fetch(`${base}/pv/v1/audit?operation=${operation}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await answer.json()) as { items: { object?: object }[] }).items;
}

const sizeOf = (note: string): number => Number(note.split('\n')[1]);

test('a start and a stop leave an anchor that grows with the log, and start again', async (t) => {
  const folder = new Folder(t);
  await folder.start();
  const first = sizeOf(readFileSync(folder.anchor, 'utf8'));
  assert.ok(first > 0);
  await folder.start();
  assert.ok(sizeOf(readFileSync(folder.anchor, 'utf8')) > first);
});

test("yesterday's database is refused as older; accepted, it starts, says so in the log, and keeps the old anchor", async (t) => {
  const folder = new Folder(t);
  await folder.start();
  folder.keep();
  await folder.start();
  folder.putBack();
  await folder.refused(/older than its audit anchor/);
  const accepted = await folder.run(
    (base, token) => events(base, token, 'audit.accept-rollback'),
    '--accept-rollback',
  );
  assert.deepEqual(
    accepted.map(({ object }) => (object as { name: string }).name),
    ['database-older'],
  );
  assert.equal(readdirSync(folder.path).filter((name) => name.startsWith('audit.anchor.before-')).length, 1);
  await folder.start();
});

test('a database that went on from an old copy is refused as different', async (t) => {
  const folder = new Folder(t);
  await folder.start();
  folder.keep();
  await folder.start();
  const anchor = readFileSync(folder.anchor);
  folder.putBack();
  for (let round = 0; round < 3; round += 1) await folder.start('--accept-rollback');
  writeFileSync(folder.anchor, anchor);
  await folder.refused(/not the one that its anchor knows/);
});

test('a missing, damaged or foreign anchor is refused', async (t) => {
  const folder = new Folder(t);
  await folder.start();
  const anchor = readFileSync(folder.anchor, 'utf8');
  rmSync(folder.anchor);
  await folder.refused(/anchor is missing/);
  assert.ok(!existsSync(folder.anchor));
  writeFileSync(folder.anchor, anchor.replace(/\n\d+\n/, '\n1\n'));
  await folder.refused(/damaged or belongs to another store/);
  const other = new Folder(t);
  await other.start();
  copyFileSync(other.anchor, folder.anchor);
  await folder.refused(/damaged or belongs to another store/);
  writeFileSync(folder.anchor, anchor);
  await folder.start();
});

test('an older anchor is fine: a crash between database and anchor leaves one', async (t) => {
  const folder = new Folder(t);
  await folder.start();
  const anchor = readFileSync(folder.anchor);
  await folder.start();
  writeFileSync(folder.anchor, anchor);
  await folder.start();
});

test('checkpoints that were removed or edited are refused', async (t) => {
  const folder = new Folder(t);
  await folder.start();
  folder.keep();
  folder.change('DELETE FROM audit_checkpoints');
  await folder.refused(/not the one that its anchor knows/);
  rmSync(folder.anchor);
  await folder.refused(/checkpoints are gone/);
  folder.putBack();
  folder.change('UPDATE audit_checkpoints SET created_at = created_at + 1');
  await folder.refused(/row of audit_checkpoints does not verify/);
});

test('an event that was edited behind the newest checkpoint is refused', async (t) => {
  const folder = new Folder(t);
  await folder.start();
  const file = SqliteFile.open(folder.database);
  const store = file.store();
  await store.commit([], [auditDraft('secret.read'), auditDraft('secret.put')]);
  await store.close();
  file.close();
  folder.keep();
  folder.change("UPDATE audit_events SET body = replace(body, 'secret.put', 'secret.get')");
  await folder.refused(/not the one that its anchor knows/);
  folder.putBack();
  await folder.start();
});

test('a store from before checkpoints gets its key and goes on; its whole log verifies', async (t) => {
  const folder = new Folder(t);
  await folder.start();
  folder.change("DELETE FROM audit_checkpoints; DELETE FROM keyring_keys WHERE purpose = 'audit-sign'");
  rmSync(folder.anchor);
  const report = await folder.run(async (base, token) => {
    const get = async (path: string): Promise<string> =>
      (await fetch(`${base}/pv/v1/audit/${path}`, { headers: { authorization: `Bearer ${token}` } })).text();
    return verifyAuditExport([Buffer.from(await get('export'))], { keys: await get('key') });
  });
  assert.deepEqual(report.problems, []);
  assert.equal(report.start, 0);
  const file = SqliteFile.open(folder.database);
  const { addedPurposes } = await openKeyring(file, join(folder.path, 'root.key'), 0);
  file.close();
  assert.deepEqual(addedPurposes, []);
});
