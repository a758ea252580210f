// The trash empties itself: what is older than the retention goes, with everything that belongs to it, each with an audit
// event; what is younger, and all of it where it is kept for ever, stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createCore } from '../../server/src/core/index.ts';
import type { Ports } from '../../server/src/core/index.ts';
import { openCore } from '../support/core.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

test('what is in the trash for longer than it is kept is purged, and nothing else', async () => {
  let now = Date.now();
  const clock = { now: () => now };
  const opened = await openCore(clock);
  const { core, system, store, keyring } = opened;
  const ports = (trashRetentionDays: number): Ports => ({
    store,
    keyring,
    clock,
    settings: { personalSpaces: [], homes: [], trashRetentionDays },
  });
  const write = (space: string, name: string) =>
    core.putSecret(system, { space, name }, { fields: { value: `${name} in ${space}` } });
  try {
    await write('apps', 'live');
    await write('apps', 'old');
    await write('apps', 'old');
    await core.changeSecret(system, { space: 'apps', name: 'old' }, { name: 'older' });
    await core.deleteSecret(system, { space: 'apps', name: 'older' });
    for (let index = 0; index < 120; index += 1) await write('whole/space', `s${index}`);
    await core.deleteSpace(system, { path: 'whole/space' });
    now += 10 * DAY_MS;
    await write('apps', 'young');
    await core.deleteSecret(system, { space: 'apps', name: 'young' });
    const { purgeTrash } = createCore(ports(30));
    assert.deepEqual(await purgeTrash(), { secrets: 0, spaces: 0 });

    now += 20 * DAY_MS + 1000;
    assert.deepEqual(await createCore(ports(0)).purgeTrash(), { secrets: 0, spaces: 0 });
    assert.deepEqual(await purgeTrash(), { secrets: 1, spaces: 1 });
    assert.equal(await store.countRows('secrets'), 2);
    assert.equal(await store.countRows('versions'), 2);
    assert.equal(await store.countRows('spaces'), 1);
    assert.equal(await store.countRows('trashed_spaces'), 0);
    // The young one's, since it left its place.
    assert.equal(await store.countRows('secret_states'), 1);
    const { secrets } = await core.listTrash(system, { space: 'apps' });
    assert.deepEqual(
      secrets.map(({ metadata }) => metadata.name),
      ['young'],
    );
    const { items } = await store.listAuditEvents({ operation: 'trash.purge' });
    assert.deepEqual(
      items.map(({ object, actor, space }) => [object?.name, actor.kind, space?.path]),
      [['older', 'system', 'apps']],
    );
    const spaces = await store.listAuditEvents({ operation: 'space.purge' });
    assert.deepEqual(
      spaces.items.map(({ object }) => [object?.name, object?.count]),
      [
        ['whole/space', 20],
        ['whole/space', 50],
        ['whole/space', 50],
      ],
    );
    assert.deepEqual(await opened.scrubber.round(), []);
  } finally {
    await opened.close();
  }
});
