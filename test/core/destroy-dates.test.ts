// Destroying says when a content is really gone: now where no backup was ever made, with the last backup that may hold its
// key otherwise, and never where such a backup is kept for ever.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backupsKeptUntil, keepBackupUntil } from '../../server/src/core/keys/backup-mark.ts';
import { openCore } from '../support/core.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

test('both dates of a destruction follow the backups that are kept', async () => {
  let now = Date.now();
  const clock = { now: () => now };
  const opened = await openCore(clock);
  const { core, system, store, keyring } = opened;
  const parts = { store, keyring, clock };
  const secret = { space: 'apps', name: 'one' };
  const destroy = (version: number) => core.destroyVersions(system, secret, { versions: [version] });
  try {
    for (let version = 1; version <= 5; version += 1) {
      await core.putSecret(system, secret, { fields: { value: `v${version}` } });
    }
    const none = await destroy(1);
    assert.deepEqual([none.erasedAt, none.erasedEverywhereAt], [now, now]);
    assert.equal(none.versions.length, 5);

    const until = now + 30 * DAY_MS;
    await keepBackupUntil(parts, until);
    await keepBackupUntil(parts, now + DAY_MS);
    assert.equal(await backupsKeptUntil(parts), until, 'an earlier end does not lower it');
    now += 1000;
    const kept = await destroy(2);
    assert.deepEqual([kept.erasedAt, kept.erasedEverywhereAt], [now, until]);

    now = until + 1;
    const expired = await destroy(3);
    assert.deepEqual([expired.erasedAt, expired.erasedEverywhereAt], [now, now]);

    await keepBackupUntil(parts, 'never');
    await keepBackupUntil(parts, now + DAY_MS);
    const never = await destroy(4);
    assert.deepEqual([never.erasedAt, never.erasedEverywhereAt], [now, null]);

    opened.tamper("UPDATE marks SET value = 0 WHERE name = 'backups-kept-until'");
    await assert.rejects(destroy(5), { code: 'integrity-failed' });
  } finally {
    await opened.close();
  }
});
