// The contract of spacesUnder: a path and what lies below it by whole segments, never what only begins alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { onStore } from '../opened-store.ts';
import type { OpenStore } from '../opened-store.ts';
import { insert, spaceRow } from '../rows.ts';

/** In the order of their bytes. `-` and `.` sort before `/`, `0` right behind it. */
const PATHS = ['A/b/c', 'a', 'a/b', 'a/b-c', 'a/b.c/d', 'a/b/c', 'a/b/c/d', 'a/b/z', 'a/b0', 'a/bc', 'a/c'];
const UNDERSCORED = ['a_b', 'a_b/c', 'axb', 'axb/c'];

export function spacesContract(open: OpenStore): void {
  test(
    'spacesUnder: the path itself and whole segments below it, in the order of the paths',
    onStore(open, async ({ store }) => {
      const paths = [...PATHS, ...UNDERSCORED];
      const shuffled = paths.map((path, index) => spaceRow(String((index * 7) % 31), { path }));
      await store.commit(insert('spaces', ...shuffled), []);
      const under = async (path: string | null) => (await store.spacesUnder(path)).map((row) => row.path);
      assert.deepEqual(await under('a/b'), ['a/b', 'a/b/c', 'a/b/c/d', 'a/b/z']);
      assert.deepEqual(await under('a/b/c'), ['a/b/c', 'a/b/c/d']);
      assert.deepEqual(await under('a/b/c/d'), ['a/b/c/d']);
      assert.deepEqual(await under('a/b0'), ['a/b0']);
      assert.deepEqual(await under('a/b.c'), ['a/b.c/d']);
      assert.deepEqual(await under('a_b'), ['a_b', 'a_b/c']);
      assert.deepEqual(await under('A'), ['A/b/c']);
      assert.deepEqual(
        await under('a'),
        PATHS.filter((path) => path === 'a' || path.startsWith('a/')),
      );
      assert.deepEqual(await under('missing'), []);
      assert.deepEqual(await under('%'), []);
      assert.deepEqual(await under(null), paths);
    }),
  );

  test(
    'spacesUnder: whole rows, and nothing in an empty store',
    onStore(open, async ({ store }) => {
      assert.deepEqual(await store.spacesUnder(null), []);
      const row = spaceRow('a', { owner_id: 'alice' });
      await store.commit(insert('spaces', row), []);
      assert.deepEqual(
        (await store.spacesUnder('a')).map((found) => ({ ...found })),
        [row],
      );
    }),
  );
}
