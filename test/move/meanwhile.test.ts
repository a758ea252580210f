// Who reads, writes and scrubs while secrets are moved to and fro sees them at one address or the other, whole: nothing
// is lost, nothing reads as broken, no write is forgotten.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { AppError } from '../../server/src/core/index.ts';
import { openCore } from '../support/core.ts';

const ROUNDS = 60;

test('reads, writes and the scrubber beside moves to and fro', async () => {
  const opened = await openCore();
  const { core, system } = opened;
  const places = ['here', 'there'];
  const written: string[] = [];
  const write = async (space: string, value: string): Promise<boolean> => {
    try {
      await core.changeSecret(system, { space, name: 'one' }, { fields: { value } });
      written.push(value);
      return true;
    } catch (error) {
      assert.ok(error instanceof AppError && error.code === 'not-found', String(error));
      return false;
    }
  };
  try {
    await core.putSecret(system, { space: 'here', name: 'one' }, { fields: { value: 'start' } });
    const state = { moving: true };
    const moves = (async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [from = '', to = ''] = round % 2 === 0 ? places : [...places].reverse();
        await core.moveSecrets(system, { from }, { names: ['one'], to });
        await core.moveSpace(system, { from: to, to: 'elsewhere/x' });
        await core.moveSpace(system, { from: 'elsewhere/x', to });
      }
      state.moving = false;
    })();
    const counts = { read: 0, absent: 0, written: 0 };
    const reads = [...places, ...places].map(async (space) => {
      while (state.moving) {
        try {
          const { fields } = await core.readSecret(system, { space, name: 'one' });
          assert.match(fields.get('value')?.reveal() ?? '', /^(start|w\d+)$/);
          counts.read += 1;
        } catch (error) {
          assert.ok(error instanceof AppError && error.code === 'not-found', String(error));
          counts.absent += 1;
        }
      }
    });
    const writes = (async () => {
      for (let index = 0; state.moving; index += 1) {
        if (await write(places[index % 2] ?? '', `w${index}`)) counts.written += 1;
      }
    })();
    const scrubs = (async () => {
      while (state.moving) {
        assert.deepEqual(await opened.scrubber.round(), []);
        // The scrubber alone waits for nothing.
        await setImmediate();
      }
    })();
    await Promise.all([moves, ...reads, writes, scrubs]);
    assert.ok(counts.read > 0 && counts.absent > 0 && counts.written > 0, JSON.stringify(counts));
    // Every write is a version, in its order, readable where the secret is now.
    const history: string[] = [];
    for (let version = 2; version <= written.length + 1; version += 1) {
      const { fields } = await core.readSecret(system, { space: 'here', name: 'one', version });
      history.push(fields.get('value')?.reveal() ?? '');
    }
    assert.deepEqual(history, written);
    assert.deepEqual(await opened.scrubber.round(), []);
  } finally {
    await opened.close();
  }
});
