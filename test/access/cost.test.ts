// What a decision costs does not depend on grants that concern somebody else: the same statements and rows with ten
// of them and with a hundred thousand, each found through an index. The control asks in a way that does scan.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { patternsMatching } from '../../server/src/core/access/pattern.ts';
import { sqliteBuilder } from '../../server/src/stores/sqlite/builder.ts';
import { Statements } from '../../server/src/stores/statements.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const FOREIGN = Number(process.env['POLYVAULT_TEST_GRANTS'] ?? 100_000);

/** Grants, memberships and roles of others, straight into the table: a decision that met one would fail on its MAC. */
function addForeign(path: string, from: number, to: number): void {
  const db = new DatabaseSync(path, { timeout: 10_000 });
  const grant = db.prepare("INSERT INTO grants VALUES (?, ?, ?, ?, ?, 'allow', 0, '', 1, 1, x'00')");
  const member = db.prepare("INSERT INTO group_members VALUES (?, 'user', ?, 0, '', 1, 1, x'00')");
  db.exec('BEGIN');
  for (let index = from; index < to; index += 1) {
    grant.run(`foreign-${index}`, index % 2 === 0 ? 'user' : 'group', `other-${index}`, 'owner', 'apps/**');
    member.run(`group-${index}`, `other-${index}`);
  }
  db.exec('COMMIT');
  db.close();
}

/** What one read by bob asks of the store. */
async function measure(opened: TestCore, run: () => Promise<unknown>) {
  const { store } = opened;
  const counted = { statements: 0, rows: 0 };
  const find = store.find.bind(store);
  const select = store.select.bind(store);
  store.find = async (table, where) => {
    const row = await find(table, where);
    counted.statements += 1;
    counted.rows += row === undefined ? 0 : 1;
    return row;
  };
  store.select = async (table, where) => {
    const rows = await select(table, where);
    counted.statements += 1;
    counted.rows += rows.length;
    return rows;
  };
  const rounds = 200;
  try {
    await run();
    const started = performance.now();
    const once = { ...counted };
    for (let round = 0; round < rounds; round += 1) await run();
    return { ...once, ms: (performance.now() - started) / rounds };
  } finally {
    store.find = find;
    store.select = select;
  }
}

test(`a decision reads the same with 10 and with ${FOREIGN} foreign grants`, async (context) => {
  const opened = await openCore();
  try {
    const { core, system } = opened;
    const bob = await opened.signIn('bob');
    await core.createGroup(system, { name: 'staff' });
    await core.addGroupMember(system, { group: 'staff', member: 'user:bob' });
    await core.createGrant(system, { to: 'group:staff', role: 'reader', space: 'apps/*' });
    await core.createGrant(system, { to: 'user:bob', role: 'viewer', space: 'apps/**' });
    const read = () => core.canI(bob, { space: 'apps/shop', actions: ['read'] });
    addForeign(opened.databasePath, 0, 10);
    const few = await measure(opened, read);
    addForeign(opened.databasePath, 10, FOREIGN);
    const many = await measure(opened, read);
    const ratio = (one: number, other: number) => (one / other).toFixed(2);
    context.diagnostic(
      `statements ${few.statements} and ${many.statements}, rows ${few.rows} and ${many.rows}, ratio of rows ${ratio(many.rows, few.rows)}, ratio of time ${ratio(many.ms, few.ms)} (${few.ms.toFixed(3)} ms and ${many.ms.toFixed(3)} ms with the audit commit)`,
    );
    assert.equal(many.statements, few.statements);
    assert.equal(many.rows, few.rows);
    assert.ok(few.rows > 0 && few.rows < 10);
    assertIndexed(opened.databasePath);
  } finally {
    await opened.close();
  }
});

/** Every query of a decision, and of the lists of grants, searches an index. */
function assertIndexed(path: string): void {
  const statements = new Statements(sqliteBuilder(), { position: 'instr' } as never);
  const db = new DatabaseSync(path, { readOnly: true });
  const planOf = (sql: string): string =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...Array.from({ length: sql.split('?').length - 1 }, () => ''))
      .map((row) => String(row['detail']))
      .join('; ');
  const pattern = patternsMatching('apps/shop/prod');
  const queries = [
    statements.select('grants', { principal_kind: 'user', principal_id: 'x' }),
    statements.select('group_members', { principal_kind: 'user', principal_id: 'x' }),
    statements.select('group_members', { group_id: 'x' }),
    statements.select('grants', { role: 'x' }),
    statements.scan('grants', { where: { pattern }, after: null, limit: 10 }),
    statements.scan('grants', { where: { pattern }, after: ['x'], limit: 10 }),
    statements.select('users', { admin: 1 }),
  ];
  for (const { sql } of queries) {
    const plan = planOf(sql);
    assert.match(plan, /SEARCH/, sql);
    assert.doesNotMatch(plan, /\bSCAN\b/, `${sql}: ${plan}`);
    if (sql.includes('"pattern"')) assert.match(plan, /grants_pattern/, plan);
  }
  assert.match(planOf(statements.select('grants', { created_by: 'x' }).sql), /SCAN/, 'the control scans');
  db.close();
}
