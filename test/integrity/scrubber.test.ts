// The scrubber visits every row of every signed table once a round, tells what it finds to the log, the API and the
// audit log, and forgets it when the row is put right.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { PRIMARY_KEYS } from '../../server/src/core/ports/index.ts';
import type { TableName } from '../../server/src/core/ports/index.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const TABLES = Object.keys(PRIMARY_KEYS) as TableName[];
let opened: TestCore;

before(async () => {
  opened = await openCore();
  const root = await opened.signIn('root', { admin: true });
  const inputs = Array.from({ length: 300 }, (_, index) => ({ name: `s${index}`, fields: { value: 'v' } }));
  await opened.core.createSecrets(root, { space: 'apps' }, inputs);
});
after(() => opened.close());

test('one round visits each row once, in steps', async () => {
  const { scrubber, store } = opened;
  let steps = 0;
  for (let done = false; !done; steps += 1) ({ done } = await scrubber.step());
  let rows = 0;
  for (const table of TABLES) rows += await store.countRows(table);
  assert.ok(rows > 600);
  assert.equal(scrubber.report.visitedBefore, rows);
  assert.ok(steps >= rows / 64);
  const pause = await scrubber.pauseMs();
  assert.ok(pause * steps <= 24 * 60 * 60 * 1000, 'a round ends within a day');
});

test('what it finds is told once, kept in the report, and gone when it is put right', async () => {
  const { core, scrubber, store, system } = opened;
  const [secret] = await store.select('secrets', { name: 's7' });
  const change = (description: string) =>
    opened.tamper('UPDATE secrets SET description = ? WHERE id = ?', description, secret?.id ?? '');
  change('edited');
  const first = await scrubber.round();
  assert.deepEqual(
    first.map(({ table, key, problem }) => [table, key, problem]),
    [
      ['secrets', secret?.id, 'mac'],
      ['versions', `${secret?.id ?? ''}/1`, 'mac'],
    ],
  );
  assert.deepEqual(await scrubber.round(), [], 'nothing new');
  assert.equal((await core.readIntegrity(system)).found, 2);
  const { items } = await store.listAuditEvents({ operation: 'integrity.finding', limit: 10 });
  assert.deepEqual(
    items.map(({ outcome, code, object }) => [outcome, code, object?.name]),
    [
      ['failed', 'integrity-failed', 'versions mac'],
      ['failed', 'integrity-failed', 'secrets mac'],
    ],
  );
  change('');
  await scrubber.round();
  assert.equal((await core.readIntegrity(system)).found, 0);
});

test('a row that is gone is missed by those that need it', async () => {
  const { scrubber, store } = opened;
  const [secret] = await store.select('secrets', { name: 's9' });
  opened.tamper('DELETE FROM versions WHERE secret_id = ?', secret?.id ?? '');
  const findings = await scrubber.round();
  assert.deepEqual(
    findings.map(({ table, problem }) => [table, problem]),
    [['secrets', 'missing']],
  );
});
