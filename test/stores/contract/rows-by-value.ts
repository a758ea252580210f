// The contract of find and select: rows come back as they were written, found by equality of bytes, in key order.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PRIMARY_KEYS } from '../../../server/src/core/ports/index.ts';
import type { TableName, Where, Tables } from '../../../server/src/core/ports/index.ts';
import { onOneStore, onStore } from '../opened-store.ts';
import type { OpenStore } from '../opened-store.ts';
import * as rows from '../rows.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;
const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);
const TEXT = `"quoted" 'single' \\ % _ \t\n  \u{1f511} رمز é e\u0301 `;

/** One row of each table, with text, numbers, bytes and nulls that a careless engine would change. */
const SAMPLES: { readonly [T in TableName]: Tables[T] } = {
  users: rows.userRow('u', { username: TEXT, email: null, created_at: LARGEST, mac: ALL_BYTES }),
  services: rows.serviceRow('s', { attributes: TEXT, sealed_secret: ALL_BYTES, updated_at: 0 }),
  tokens: rows.tokenRow('t', { hash: ALL_BYTES, limits: TEXT, expires_at: LARGEST }),
  roles: rows.roleRow('r', { actions: TEXT, mac: new Uint8Array() }),
  grants: rows.grantRow('g', { pattern: TEXT, mac: ALL_BYTES }),
  spaces: rows.spaceRow('sp', { owner_id: TEXT, wrapped_key: ALL_BYTES }),
  secrets: rows.secretRow('se', { description: TEXT, env: 'E', file: '/f', expires_at: LARGEST }),
  groups: rows.groupRow('gr', { description: TEXT }),
  group_members: rows.groupMemberRow(TEXT, 'alice'),
  versions: rows.versionRow('v', 2, { wrapped_key: null, sealed: ALL_BYTES, destroyed_at: 1 }),
  secret_states: rows.secretStateRow('se', { description: TEXT, env: 'E', deleted_at: LARGEST }),
  trashed_spaces: rows.trashedSpaceRow('sp', { path: TEXT }),
  aliases: rows.aliasRow('al', { address: TEXT, expires_at: LARGEST }),
  locks: rows.lockRow('user:u', { name: TEXT, locked_until: LARGEST }),
  second_factors: rows.secondFactorRow('u', { sealed_secret: ALL_BYTES, last_step: LARGEST }),
  identities: rows.identityRow('i', { subject: TEXT }),
  marks: rows.markRow('m', { value: LARGEST }),
  audit_checkpoints: rows.checkpointRow('elsewhere', LARGEST),
  audit_cuts: { ...rows.checkpointRow('elsewhere', 1), cut_by: TEXT },
};

export function rowsContract(open: OpenStore): void {
  onOneStore('find and select: a row comes back as it was written', open, (store) => {
    for (const table of Object.keys(SAMPLES) as TableName[]) {
      test(table, async () => {
        const row = SAMPLES[table] as unknown as Readonly<Record<string, unknown>>;
        const key = PRIMARY_KEYS[table].map((column) => [column, row[column]]);
        const byKey = Object.fromEntries(key) as Where<Tables[TableName]>;
        assert.equal(await store().find(table, byKey), undefined);
        await store().commit(rows.insert(table, SAMPLES[table]), []);
        assert.deepEqual(rows.plain(await store().find(table, byKey)), row);
        assert.deepEqual((await store().select(table, {})).map(rows.plain), [row]);
      });
    }
  });

  test(
    'find and select: null is found by null alone, and never equals a value',
    onStore(open, async ({ store }) => {
      const without = rows.userRow('a');
      const withEmail = rows.userRow('b', { email: '', email_key: '' });
      await store.commit(rows.insert('users', without, withEmail), []);
      assert.deepEqual(
        (await store.select('users', { email: null })).map(({ id }) => id),
        ['a'],
      );
      assert.deepEqual(
        (await store.select('users', { email: '' })).map(({ id }) => id),
        ['b'],
      );
      assert.equal(await store.find('users', { id: 'b', email: null }), undefined);
      assert.equal((await store.find('users', { id: 'a', email: null, email_key: null }))?.id, 'a');
    }),
  );

  test(
    'find: text is equal by its bytes alone',
    onStore(open, async ({ store }) => {
      const names = ['alice', 'Alice', 'alice ', 'café', 'cafe\u0301', '1', '01', '%', 'a_ice'];
      const users = names.map((name, index) => rows.userRow(String(index), { username_key: name }));
      await store.commit(rows.insert('users', ...users), []);
      for (const [index, name] of names.entries()) {
        const found = await store.select('users', { username_key: name });
        assert.deepEqual(
          found.map(({ id }) => id),
          [String(index)],
        );
      }
      assert.equal(await store.find('users', { username_key: 'ALICE' }), undefined);
      assert.equal(await store.find('users', { username_key: "' OR 1=1 --" }), undefined);
    }),
  );

  test(
    'find: a token by the bytes of its hash, also out of a larger buffer',
    onStore(open, async ({ store }) => {
      const hash = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);
      await store.commit(rows.insert('tokens', rows.tokenRow('t', { hash })), []);
      const pool = Buffer.concat([Buffer.from('before'), hash, Buffer.from('after')]);
      assert.equal((await store.find('tokens', { hash: pool.subarray(6, 38) }))?.id, 't');
      assert.equal(await store.find('tokens', { hash: pool.subarray(6, 37) }), undefined);
      assert.equal(await store.find('tokens', { hash: pool.subarray(0, 0) }), undefined);
    }),
  );

  test(
    'select: the rows that have all of the values, in the order of their primary key',
    onStore(open, async ({ store }) => {
      const versions = [10, 2, 1, 9].map((version) => rows.versionRow('b', version));
      const other = [rows.versionRow('a', 3), rows.versionRow('c', 1, { created_by: 'bob' })];
      await store.commit(rows.insert('versions', ...versions, ...other), []);
      const places = async (where: Where<Tables['versions']>) =>
        (await store.select('versions', where)).map((row) => `${row.secret_id}${row.version}`);
      assert.deepEqual(await places({ secret_id: 'b' }), ['b1', 'b2', 'b9', 'b10']);
      assert.deepEqual(await places({}), ['a3', 'b1', 'b2', 'b9', 'b10', 'c1']);
      assert.deepEqual(await places({ created_by: 'bob', version: 1 }), ['c1']);
      assert.deepEqual(await places({ created_by: 'bob', version: 2 }), []);
    }),
  );

  test(
    'select: keys sort by their bytes, not by a language',
    onStore(open, async ({ store }) => {
      const names = ['b', 'B', 'a', 'é', 'z', '_', '-', 'a b', 'A1'];
      await store.commit(rows.insert('roles', ...names.map((name) => rows.roleRow(name))), []);
      assert.deepEqual(
        (await store.select('roles', {})).map(({ name }) => name),
        [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
    }),
  );

  test(
    'scan: part after part gives every row once, in the order of the primary key',
    onStore(open, async ({ store }) => {
      const places = [
        ['b', 10],
        ['a', 3],
        ['b', 2],
        ['c', 1],
        ['b', 1],
        ['B', 7],
      ] as const;
      await store.commit(rows.insert('versions', ...places.map(([id, n]) => rows.versionRow(id, n))), []);
      const sorted = ['B 7', 'a 3', 'b 1', 'b 2', 'b 10', 'c 1'];
      for (const limit of [1, 2, 4, 6, 100]) {
        const seen: string[] = [];
        let after: readonly (string | number)[] | null = null;
        for (;;) {
          const part: readonly Tables['versions'][] = await store.scan('versions', { after, limit });
          const last = part.at(-1);
          if (last === undefined) break;
          assert.ok(part.length <= limit);
          seen.push(...part.map((row) => `${row.secret_id} ${row.version}`));
          after = [last.secret_id, last.version];
        }
        assert.deepEqual(seen, sorted);
      }
      assert.equal(await store.countRows('versions'), places.length);
      assert.equal(await store.countRows('secrets'), 0);
    }),
  );

  test(
    'scan: only rows that have one of the values in each of the columns',
    onStore(open, async ({ store }) => {
      const given = [
        ['1', 'alice', 'reader'],
        ['2', 'bob', 'reader'],
        ['3', 'carol', 'writer'],
        ['4', 'alice', 'writer'],
        ['5', 'bob', 'owner'],
      ] as const;
      const grants = given.map(([id, principal_id, role]) => rows.grantRow(id, { principal_id, role }));
      await store.commit(rows.insert('grants', ...grants), []);
      const ids = async (scan: Parameters<typeof store.scan<'grants'>>[1]) =>
        (await store.scan('grants', scan)).map(({ id }) => id);
      const all = { after: null, limit: 10 };
      assert.deepEqual(await ids({ ...all, where: { principal_id: ['alice'] } }), ['1', '4']);
      assert.deepEqual(await ids({ ...all, where: { principal_id: ['bob', 'alice'], role: ['reader'] } }), [
        '1',
        '2',
      ]);
      assert.deepEqual(
        await ids({ where: { principal_id: ['alice', 'bob'] }, after: ['1'], limit: 2 }),
        ['2', '4'],
        'behind a row and no more than the limit',
      );
      assert.deepEqual(await ids({ where: { role: ['owner', 'writer'] }, after: ['4'], limit: 9 }), ['5']);
      assert.deepEqual(await ids({ ...all, where: { role: ['none'] } }), []);
      assert.deepEqual(await ids({ ...all, where: {} }), ['1', '2', '3', '4', '5']);
    }),
  );

  test(
    'noteTokenUses: only grows, passes over ids that nobody has, and changes nothing else',
    onStore(open, async ({ store }) => {
      const tokens = [
        rows.tokenRow('never'),
        rows.tokenRow('older', { last_used_at: 50 }),
        rows.tokenRow('newer', { last_used_at: 500 }),
        rows.tokenRow('other', { last_used_at: 7 }),
      ];
      await store.commit(rows.insert('tokens', ...tokens), []);
      await store.noteTokenUses([]);
      const ids = ['never', 'older', 'newer', 'unknown'];
      await store.noteTokenUses(ids.map((id) => ({ id, at: 100 })));
      const uses = { never: 100, older: 100, newer: 500, other: 7 };
      assert.deepEqual(
        (await store.select('tokens', {})).map(rows.plain),
        [...tokens]
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .map((row) => ({ ...row, last_used_at: uses[row.id as keyof typeof uses] })),
      );
      assert.equal((await store.listAuditEvents({})).head, 0);
    }),
  );

  test(
    'a row that was given out or taken in shares no memory with the store',
    onStore(open, async ({ store }) => {
      const wrapped = Uint8Array.of(1, 2, 3);
      const writing = store.commit(rows.insert('spaces', rows.spaceRow('a', { wrapped_key: wrapped })), []);
      wrapped.fill(0);
      await writing;
      const read = async () => (await store.find('spaces', { id: 'a' }))?.wrapped_key;
      (await read())?.fill(9);
      assert.deepEqual([...((await read()) ?? [])], [1, 2, 3]);
    }),
  );
}
