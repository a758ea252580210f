// What one request costs in things that do not jitter: queries, row MACs, cipher operations, commits and bytes of audit.
// A regression shows here on every machine, however busy it is.
import assert from 'node:assert/strict';
import { StatementSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';

import { Keyring } from '../../server/src/crypto/index.ts';
import type { Caller } from '../../server/src/core/index.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

let opened: TestCore;
let bob: Caller;
before(async () => {
  opened = await openCore();
  bob = await opened.signIn('bob');
  await opened.core.createGrant(opened.system, { to: 'user:bob', role: 'writer', space: 'bobs' });
  const secret = { name: 'one', fields: { value: 'v' } };
  await opened.core.createSecret(opened.system, { space: 'bobs' }, secret);
  await opened.core.readSecret(bob, { space: 'bobs', name: 'one' });
});
after(() => opened.close());

/** Each call goes on to the real thing. */
async function count(t: TestContext, run: () => Promise<unknown>) {
  const queries = t.mock.method(StatementSync.prototype, 'all');
  const rowMacs = t.mock.method(Keyring.prototype, 'rowMac');
  const spaceKeys = t.mock.method(Keyring.prototype, 'openSpaceKey');
  const commits = t.mock.method(opened.store, 'commit');
  await run();
  const events = commits.mock.calls.flatMap((call) => [...call.arguments[1]]);
  return {
    queries: queries.mock.callCount(),
    rowMacs: rowMacs.mock.callCount(),
    spaceKeys: spaceKeys.mock.callCount(),
    commits: commits.mock.callCount(),
    events: events.length,
    auditBytes: JSON.stringify(events).length,
  };
}

const read = () => opened.core.readSecret(bob, { space: 'bobs', name: 'one' });

test('a read of rows that were verified before', async (t) => {
  const { auditBytes, ...counts } = await count(t, read);
  // Grants, memberships, space, secret, version.
  assert.deepEqual(counts, { queries: 5, rowMacs: 0, spaceKeys: 0, commits: 1, events: 1 });
  assert.ok(auditBytes > 0 && auditBytes < 800, String(auditBytes));
});

test('reads between two commits share what decides about them', async (t) => {
  const { queries, commits, events } = await count(t, () => Promise.all([read(), read(), read(), read()]));
  assert.equal(commits, 4);
  assert.equal(events, 4);
  // Three once, and the secret and its version each time.
  assert.equal(queries, 3 + 4 * 2);
});

test('a replace', async (t) => {
  const replace = () =>
    opened.core.putSecret(bob, { space: 'bobs', name: 'one' }, { fields: { value: 'next' } });
  const { auditBytes, ...counts } = await count(t, replace);
  // The new rows are signed: the secret and its version.
  assert.ok(counts.rowMacs <= 2, String(counts.rowMacs));
  assert.ok(counts.queries <= 8, String(counts.queries));
  assert.deepEqual([counts.spaceKeys, counts.commits, counts.events], [0, 1, 1]);
  assert.ok(auditBytes < 900, String(auditBytes));
});
