// The contract of listTrash: only what is there, the longest there first, in pages, of one space or of all of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TrashQuery } from '../../../server/src/core/ports/index.ts';
import { onStore } from '../opened-store.ts';
import type { OpenStore } from '../opened-store.ts';
import { insert, secretRow, spaceRow } from '../rows.ts';

export function trashContract(open: OpenStore): void {
  test(
    'listTrash: of a space or of all, the longest there first, live secrets never',
    onStore(open, async ({ store }) => {
      const rows = [
        secretRow('a', { deleted_at: 30 }),
        secretRow('b', { deleted_at: 10, name: 'same' }),
        secretRow('c', { deleted_at: 10, name: 'same', space_id: 'other' }),
        secretRow('d', { deleted_at: 20, name: 'same' }),
        secretRow('e', { name: 'same' }),
      ];
      await store.commit(insert('secrets', ...rows), []);
      const all: TrashQuery = { spaceId: null, before: null, after: null, limit: 10 };
      const ids = async (query: Partial<TrashQuery>) =>
        (await store.listTrash({ ...all, ...query })).map(({ id }) => id);
      assert.deepEqual(await ids({}), ['b', 'c', 'd', 'a']);
      assert.deepEqual(await ids({ spaceId: 'space' }), ['b', 'd', 'a']);
      assert.deepEqual(await ids({ before: 20 }), ['b', 'c']);
      assert.deepEqual(await ids({ limit: 2 }), ['b', 'c']);
      assert.deepEqual(await ids({ after: { deletedAt: 10, id: 'b' } }), ['c', 'd', 'a']);
      assert.deepEqual(await ids({ after: { deletedAt: 30, id: 'a' } }), []);
      assert.deepEqual(await ids({ spaceId: 'none' }), []);
    }),
  );

  test(
    'spacesUnder: a space in the trash is not among all of them',
    onStore(open, async ({ store }) => {
      await store.commit(insert('spaces', spaceRow('0'), spaceRow('z'), spaceRow('.trash/id')), []);
      assert.deepEqual(
        (await store.spacesUnder(null)).map(({ path }) => path),
        ['0', 'z'],
      );
    }),
  );
}
