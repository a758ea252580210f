import assert from 'node:assert/strict';
import { test } from 'node:test';

import { resolveSettings } from './settings.ts';

const options = {
  core: {} as never,
  space: 'coder/{user_id}',
  targetRule: 'seed',
  fileDelivery: true,
  buildVersion: 'v0.0.0',
} as const;

test('the numbers of the contract are the defaults, each one can be changed', () => {
  assert.deepEqual(resolveSettings(options).limits, {
    valueBytes: 24_576,
    secrets: 50,
    totalBytes: 204_800,
    envBytes: 24_576,
    fileBytes: 1_048_576,
    batchBodyBytes: 8_388_608,
  });
  assert.equal(resolveSettings({ ...options, limits: { secrets: 7 } }).limits.secrets, 7);
});

test('the space may use the user only', () => {
  const { space } = resolveSettings({ ...options, space: 'people/{username}/{user_id}' });
  assert.equal(space.render({ username: 'alice', user_id: '1' }), 'people/alice/1');
  assert.throws(() => resolveSettings({ ...options, space: 'coder/{namespace}' }), TypeError);
});
