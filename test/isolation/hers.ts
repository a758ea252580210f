// What is alice's, seen from outside: her stored state, her marks in an answer, and paths that name what she has.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { MARK, VALUE_MARK } from './tenants.ts';
import type { Answer, Tenants } from './tenants.ts';

/** Everything that is stored of alice and of her spaces. */
export function stateOf({ server, hers: values }: Tenants): string {
  const db = new DatabaseSync(join(server.dataDir, 'polyvault.db'), { readOnly: true });
  const { userId = '' } = values;
  const rows = (sql: string, ...values: string[]) => db.prepare(sql).all(...values);
  const hers = 'SELECT id FROM spaces WHERE path IN (?, ?, ?, ?, ?)';
  const spaces = ['tenants/alice', 'fandogh/shop', 'appgate', 'olares/alice/notes/prod', `coder/${userId}`];
  const state = [
    rows('SELECT * FROM users WHERE id = ?', userId),
    rows('SELECT id, revoked_at, row_version FROM tokens WHERE principal_id = ? ORDER BY id', userId),
    rows('SELECT * FROM grants WHERE principal_id = ? ORDER BY id', userId),
    rows('SELECT * FROM services WHERE owner_id = ? ORDER BY id', userId),
    rows(`SELECT * FROM spaces WHERE id IN (${hers}) ORDER BY id`, ...spaces),
    rows(`SELECT * FROM secrets WHERE space_id IN (${hers}) ORDER BY id`, ...spaces),
    rows(
      `SELECT v.* FROM versions v JOIN secrets s ON s.id = v.secret_id WHERE s.space_id IN (${hers}) ORDER BY s.id, v.version`,
      ...spaces,
    ),
    rows('SELECT * FROM trashed_spaces'),
    rows('SELECT * FROM groups'),
    rows('SELECT * FROM group_members'),
    rows('SELECT * FROM roles'),
  ];
  db.close();
  assert.ok(
    state.every((table) => table.length > 0),
    'there is something of each kind',
  );
  return JSON.stringify(state);
}

/** Fails when an answer shows what is private to alice; `mayList`: only values are. */
export function holdsNothingOfHers(label: string, { status, text }: Answer, mayList = false): void {
  assert.ok(status < 500, `${label}: ${status} ${text}`);
  assert.ok(!text.includes(VALUE_MARK), `${label} shows a value of hers`);
  if (!mayList) assert.ok(!text.includes(MARK), `${label} shows something of hers`);
}

/** A path of a route with names and ids of alice's in it. */
export function samplePath(url: string, hers: Readonly<Record<string, string>>): string {
  const values: Readonly<Record<string, string | undefined>> = {
    name: hers['secret'],
    id: hers['appgateId'],
    user: hers['userId'],
    username: hers['username'],
    ns: hers['namespace'],
    op: 'RetrieveSecret',
  };
  return url.replace(/:(\w+)/g, (_, name: string) => values[name] ?? hers[name] ?? 'x');
}
