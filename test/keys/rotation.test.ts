// Rotation of the keyring on a real store: every row moves to the new term, the old one goes when none needs it, and
// requests go on meanwhile. A row that was changed by hand is never signed anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { Caller } from '../../server/src/core/index.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const SPACE = 'apps/shop';
const SECRETS = 150;

async function filled(t: TestContext): Promise<{ vault: TestCore; admin: Caller }> {
  const vault = await openCore();
  t.after(() => vault.close());
  const admin = await vault.signIn('root', { admin: true });
  const inputs = Array.from({ length: SECRETS }, (_, index) => ({
    name: `s${index}`,
    fields: { value: `value ${index}` },
  }));
  for (let at = 0; at < SECRETS; at += 50) {
    await vault.core.createSecrets(admin, { space: SPACE }, inputs.slice(at, at + 50));
  }
  await vault.core.registerService(admin, { name: 'app', grants: [{ space: SPACE, actions: ['read'] }] });
  return { vault, admin };
}

async function readAll({ core }: TestCore, admin: Caller): Promise<void> {
  for (let index = 0; index < SECRETS; index += 1) {
    const { fields } = await core.readSecret(admin, { space: SPACE, name: `s${index}` });
    assert.equal(fields.get('value')?.reveal(), `value ${index}`);
  }
}

async function finish({ rotation }: TestCore): Promise<void> {
  for (let step = 0; await rotation.step(); step += 1) assert.ok(step < 10_000, 'it comes to an end');
}

for (const what of ['kek', 'credential', 'row-mac'] as const) {
  test(`${what}: all rows move, the old term goes with an event, all is read before and after a restart`, async (t) => {
    const { vault, admin } = await filled(t);
    assert.deepEqual(await vault.core.rotateKeys(admin, { what }), { term: 2, kept: [], removed: [] });
    assert.deepEqual(vault.keyring.terms(what), [1, 2]);
    await vault.rotation.step();
    await readAll(vault, admin);
    await finish(vault);
    assert.deepEqual(vault.keyring.terms(what), [2]);
    assert.equal(vault.rotation.progress, null);
    await readAll(vault, admin);
    assert.deepEqual(await vault.scrubber.round(), []);
    const { items } = await vault.store.listAuditEvents({ limit: 1000 });
    const retired = items.filter(({ operation }) => operation === 'keys.retire');
    assert.deepEqual(
      retired.map(({ object }) => object?.name),
      [`${what} 1`],
    );
    const again = await vault.reopen();
    assert.deepEqual(again.keyring.terms(what), [2]);
    await readAll(again, await again.signIn('root'));
  });
}

test('a rotation that was cut off after any step goes on after the restart', async (t) => {
  let { vault } = await filled(t);
  await vault.core.rotateKeys(await vault.signIn('root'), { what: 'row-mac' });
  for (let restarts = 0; vault.keyring.terms('row-mac').length > 1; restarts += 1) {
    assert.ok(restarts < 1000, 'it comes to an end');
    await vault.rotation.step();
    await vault.rotation.step();
    await vault.rotation.step();
    if (restarts % 10 === 3) vault = await vault.reopen();
  }
  await readAll(vault, await vault.signIn('root'));
  assert.deepEqual(await vault.scrubber.round(), []);
});

test('writes between any two steps are kept, and none is left under a term that has gone', async (t) => {
  const { vault, admin } = await filled(t);
  await vault.core.rotateKeys(admin, { what: 'row-mac' });
  let written = 0;
  let stopped = false;
  const writer = async (own: number) => {
    for (let index = own; !stopped; index = (index + 7) % SECRETS) {
      await vault.core.changeSecret(
        admin,
        { space: SPACE, name: `s${index}` },
        { description: `${written}` },
      );
      written += 1;
    }
  };
  const writers = [0, 1, 2, 3, 4, 5, 6].map(writer);
  await finish(vault);
  stopped = true;
  await Promise.all(writers);
  assert.ok(written > 0);
  assert.deepEqual(vault.keyring.terms('row-mac'), [2]);
  assert.deepEqual(await vault.scrubber.round(), []);
  await readAll(vault, admin);
});

test('a row that was changed by hand is not signed anew: it is counted, and the old term stays', async (t) => {
  const { vault, admin } = await filled(t);
  assert.equal(vault.tamper("UPDATE secrets SET description = 'x' WHERE name = 's7'"), 1);
  await vault.core.rotateKeys(admin, { what: 'row-mac' });
  await finish(vault);
  assert.equal(vault.rotation.progress?.blocked, 1);
  assert.deepEqual(vault.keyring.terms('row-mac'), [1, 2]);
  // The version of that secret cannot be judged without it.
  const tables = (await vault.scrubber.round()).map(({ table }) => table);
  assert.deepEqual(tables.sort(), ['secrets', 'versions']);
});
