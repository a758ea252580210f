// The tables that make lists fast are not signed: an entry that was moved into somebody else's space, or kept for
// what is deleted, must not be shown there. The control is the list before the edit.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';

import { AppError } from '../../server/src/core/index.ts';
import type { Caller } from '../../server/src/core/index.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

let opened: TestCore;
let bob: Caller;
before(async () => {
  opened = await openCore();
  const { core, system } = opened;
  bob = await opened.signIn('bob');
  await core.createGrant(system, { to: 'user:bob', role: 'reader', space: 'bobs' });
  for (const space of ['bobs', 'hers']) {
    await core.createSecret(system, { space }, { name: `in ${space}`, fields: { value: 'v' } });
  }
});
after(() => opened.close());

/** The names that are shown, or why there is no answer. */
async function outcome(run: Promise<readonly { readonly name: string }[]>): Promise<string> {
  try {
    return (await run).map(({ name }) => name).join();
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return `${error.code} ${error.message}`;
  }
}

test('an entry of a list that was moved into another space is not shown there', async () => {
  const { core, databasePath } = opened;
  const list = () => core.listSecrets(bob, { space: 'bobs' });
  assert.equal((await list()).items.length, 1);
  const db = new DatabaseSync(databasePath, { timeout: 5000 });
  const [hers] = db.prepare("SELECT place FROM secret_list WHERE name = 'in hers'").all() as {
    place: number;
  }[];
  const [bobs] = db.prepare("SELECT place FROM secret_list WHERE name = 'in bobs'").all() as {
    place: number;
  }[];
  assert.ok(hers !== undefined && bobs !== undefined);
  db.prepare('UPDATE secret_list SET place = ? WHERE place = ?').run(bobs.place + 1, hers.place);
  db.close();
  const listed = async (query: object) => (await core.listSecrets(bob, { space: 'bobs', ...query })).items;
  const reads = [
    listed({}),
    listed({ recursive: true }),
    listed({ orderBy: 'created' }),
    core.readSecrets(bob, { space: 'bobs' }).then((all) => all.map(({ metadata }) => metadata)),
  ];
  for (const run of [...reads, listed({ search: ['he'] })]) assert.doesNotMatch(await outcome(run), /hers/);
});

test('a store that lists what is elsewhere is not believed', async () => {
  const { core, store } = opened;
  const rows = await store.select('secrets', { name: 'in hers' });
  const own = store.listSecrets.bind(store);
  store.listSecrets = async () => rows;
  try {
    const reads = [
      core.listSecrets(bob, { space: 'bobs' }).then(({ items }) => items),
      core.readSecrets(bob, { space: 'bobs' }).then((all) => all.map(({ metadata }) => metadata)),
    ];
    for (const run of reads.map(outcome)) assert.match(await run, /^integrity-failed .* secrets /);
  } finally {
    store.listSecrets = own;
  }
});
