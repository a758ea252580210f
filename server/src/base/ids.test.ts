// Ids that we make are UUIDs in the order of their making; ids that clients bring are UUIDs of any version.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isUuid, newId } from './ids.ts';

test('new ids are UUIDs of version 7, all different, sorted by their making', () => {
  const ids = Array.from({ length: 1000 }, () => newId());
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...ids].sort(), ids);
});

test('isUuid takes every version in either case, and nothing around it', () => {
  const id = '4cd3dbd2-7d1f-4e0a-9d4b-5a1b7a1e6c3f';
  assert.ok(isUuid(id) && isUuid(id.toUpperCase()) && isUuid(newId()));
  for (const text of [
    '',
    `{${id}}`,
    ` ${id}`,
    `${id}\n`,
    id.replaceAll('-', ''),
    `${id}0`,
    id.slice(1),
    'x',
  ]) {
    assert.ok(!isUuid(text), JSON.stringify(text));
  }
});
