// The keyring opens under its own root key and instance alone; a row MAC tells every value, type, name and table apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { AppError } from '../base/errors.ts';
import { KEY_PURPOSES, Keyring, RootKey } from './keyring.ts';
import type { MacValue } from './keyring.ts';

const ROOT = RootKey.generate();
const ROWS = Keyring.create(ROOT, 'instance');
const KEYRING = Keyring.open(ROOT, 'instance', ROWS);

const failed = (error: unknown) => error instanceof AppError && error.code === 'decrypt-failed';
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
type Columns = readonly (readonly [string, MacValue])[];

test('a new keyring has one active key of term 1 for each purpose, each of them another', () => {
  assert.deepEqual(
    ROWS.map(({ purpose, term, active }) => [purpose, term, active]),
    KEY_PURPOSES.map((purpose) => [purpose, 1, true]),
  );
  assert.equal(new Set(ROWS.map(({ sealed }) => hex(sealed))).size, ROWS.length);
});

test('another root key, another instance, or keys that changed places do not open', () => {
  assert.throws(() => Keyring.open(RootKey.generate(), 'instance', ROWS), failed);
  assert.throws(() => Keyring.open(ROOT, 'other', ROWS), failed);
  const [first, second] = ROWS;
  assert.ok(first !== undefined && second !== undefined);
  const swapped = ROWS.map((row) =>
    row === first
      ? { ...first, sealed: second.sealed }
      : row === second
        ? { ...second, sealed: first.sealed }
        : row,
  );
  assert.throws(() => Keyring.open(ROOT, 'instance', swapped), failed);
  assert.throws(() => Keyring.open(ROOT, 'instance', [{ ...first, term: 2 }, ...ROWS.slice(1)]), failed);
});

test('a keyring without an active key of a purpose is refused', () => {
  for (const rows of [
    ROWS.slice(1),
    ROWS.map((row) => ({ ...row, active: row.purpose !== 'row-mac' })),
    [],
  ]) {
    assert.throws(
      () => Keyring.open(ROOT, 'instance', rows),
      (error) => error instanceof AppError && error.code === 'integrity-failed',
    );
  }
});

test('a space key opens for its own space and term', () => {
  const { kekTerm, wrappedKey } = KEYRING.createSpaceKey('space');
  assert.equal(KEYRING.openSpaceKey('space', kekTerm, wrappedKey).key.symmetricKeySize, 32);
  assert.throws(() => KEYRING.openSpaceKey('other', kekTerm, wrappedKey), failed);
  assert.throws(() => KEYRING.openSpaceKey('space', kekTerm + 1, wrappedKey), failed);
  assert.notDeepEqual([...KEYRING.createSpaceKey('space').wrappedKey], [...wrappedKey]);
});

test('a credential opens for its own owner', () => {
  const { term, sealed } = KEYRING.sealCredential('owner', 'the credential é');
  assert.equal(KEYRING.openCredential('owner', term, sealed), 'the credential é');
  assert.throws(() => KEYRING.openCredential('other', term, sealed), failed);
  assert.throws(() => KEYRING.openCredential('owner', 2, sealed), failed);
});

test('a row MAC holds for this row alone', () => {
  const columns: Columns = [
    ['a', 'text'],
    ['b', 1],
    ['c', null],
    ['d', Uint8Array.of(1, 2)],
  ];
  const mac = KEYRING.rowMac(1, 'users', columns);
  assert.equal(mac.length, 32);
  assert.ok(KEYRING.rowMacMatches(mac, 1, 'users', columns));
  assert.ok(!KEYRING.rowMacMatches(mac, 1, 'tokens', columns));
  assert.ok(!KEYRING.rowMacMatches(mac, 2, 'users', columns), 'an unknown term');
  assert.ok(!KEYRING.rowMacMatches(mac.subarray(0, 31), 1, 'users', columns));
  assert.ok(!KEYRING.rowMacMatches(new Uint8Array(), 1, 'users', columns));
  assert.ok(!Keyring.open(ROOT, 'instance', ROWS).rowMacMatches(mac, 1, 'users', columns.slice(1)));
  const others: Columns[] = [
    [['a', 'texT'], ...columns.slice(1)],
    [['A', 'text'], ...columns.slice(1)],
    [columns[0] ?? ['', ''], ['b', '1'], ...columns.slice(2)],
    [...columns.slice(0, 2), ['c', ''], ...columns.slice(3)],
    [...columns.slice(0, 3), ['d', '\u0001\u0002']],
    [...columns].reverse(),
  ];
  for (const other of others) assert.ok(!KEYRING.rowMacMatches(mac, 1, 'users', other));
});

test('no two rows share a MAC', () => {
  const value = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.integer(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 3 }),
  );
  const columns = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'ab'), value), { maxLength: 3 });
  const text = (row: Columns) =>
    JSON.stringify(
      row.map(([name, part]) => [name, part instanceof Uint8Array ? { bytes: [...part] } : part]),
    );
  fc.assert(
    fc.property(columns, columns, (one, other) => {
      const same = hex(KEYRING.rowMac(1, 't', one)) === hex(KEYRING.rowMac(1, 't', other));
      assert.equal(same, text(one) === text(other));
    }),
  );
});

test('a root key has 32 bytes', () => {
  assert.throws(() => new RootKey(new Uint8Array(31)), TypeError);
});
