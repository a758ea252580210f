import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { GroupRow } from '../ports/tables.ts';
import { VerifiedRows } from './verified-rows.ts';

const row = {
  id: 'g',
  name: 'Team',
  name_key: 'team',
  description: '',
  created_at: 1,
  row_version: 1,
  mac_term: 1,
  mac: Uint8Array.of(1, 2, 3),
} as unknown as GroupRow;

test('only a row with the same values in all columns is known', () => {
  const rows = new VerifiedRows();
  assert.equal(rows.has('groups', row), false);
  rows.add('groups', row);
  assert.equal(rows.has('groups', { ...row, mac: Uint8Array.of(1, 2, 3) }), true);
  const others: readonly object[] = [
    { ...row, name: 'team' },
    { ...row, row_version: 2 },
    { ...row, row_version: '1' },
    { ...row, description: null },
    { ...row, mac: Uint8Array.of(1, 2, 4) },
    { ...row, mac: Uint8Array.of(1, 2) },
    { ...row, more: 1 },
    Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'description')),
  ];
  for (const other of others)
    assert.equal(rows.has('groups', other as GroupRow), false, JSON.stringify(other));
  assert.equal(rows.has('users', row as never), false);
});

test('a row that is changed after it was verified is another row', () => {
  const rows = new VerifiedRows();
  const own = { ...row, mac: Uint8Array.of(1, 2, 3) };
  rows.add('groups', own);
  own.mac[0] = 9;
  assert.equal(rows.has('groups', own), false);
});
