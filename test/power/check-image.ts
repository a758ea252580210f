// What a disk after a power cut has to hold: every write that a client saw acknowledged, nothing that none sent, and an
// audit event for each change. Looks into the database itself; values are ciphertext there, so it judges versions.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** For one secret: the newest version that was acknowledged before the cut, and the newest that had been sent. */
export interface Expected {
  readonly acknowledged: number;
  readonly sent: number;
}

export function writeImage(folder: string, image: ReadonlyMap<string, Buffer>): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of image) writeFileSync(join(folder, name), bytes, { mode: 0o600 });
}

/** What is wrong with it; nothing when it is as promised. */
export function checkImage(folder: string, expected: ReadonlyMap<string, Expected>): readonly string[] {
  const problems: string[] = [];
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(join(folder, 'polyvault.db'));
    const state = Object.values(db.prepare('PRAGMA quick_check').get() ?? {})[0];
    if (state !== 'ok') return [`SQLite finds it damaged: ${String(state).slice(0, 200)}`];
    const secrets = db.prepare('SELECT id, name, version FROM secrets WHERE deleted_at IS NULL').all();
    const found = new Map(
      secrets.map(({ id, name, version }) => [String(name), { id, version: Number(version) }]),
    );
    for (const [name, { acknowledged, sent }] of expected) {
      const version = found.get(name)?.version ?? 0;
      if (version < acknowledged) problems.push(`${name} lost version ${acknowledged}, has ${version}`);
      if (version > sent) problems.push(`${name} has version ${version}, which no client sent`);
    }
    const versions = db.prepare(
      'SELECT count(*) AS count FROM versions WHERE secret_id = ? AND sealed IS NOT NULL',
    );
    const events = db.prepare(
      "SELECT count(*) AS count FROM audit_events WHERE object_id = ? AND operation = 'secret.put' AND outcome = 'ok'",
    );
    for (const [name, { id, version }] of found) {
      const rows = Number(versions.get(id as string)?.['count']);
      if (rows !== version) problems.push(`${name} has version ${version} and ${rows} contents`);
      const told = Number(events.get(id as string)?.['count']);
      if (told !== version) problems.push(`${name} has version ${version} and ${told} audit events`);
    }
    const log = db.prepare('SELECT count(*) AS count, coalesce(max(seq), 0) AS last FROM audit_events').get();
    if (log?.['count'] !== log?.['last'])
      problems.push(`the audit log has a gap before ${String(log?.['last'])}`);
  } catch (error) {
    problems.push(`it cannot be read: ${(error as Error).message}`);
  } finally {
    db?.close();
  }
  return problems;
}
