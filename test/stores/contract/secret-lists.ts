// The contract of listSecrets, countSecrets and quotaUse: what matches, in which order, and no row twice or never.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import type {
  SecretRow,
  SecretsFilter,
  SecretsPageQuery,
  Store,
} from '../../../server/src/core/ports/index.ts';
import { onOneStore, onStore } from '../opened-store.ts';
import type { OpenStore } from '../opened-store.ts';
import { insert, next, secretRow, spaceRow } from '../rows.ts';

/** Ids of spaces against the order of their paths, so that the one is not taken for the other. */
const SPACES = [
  spaceRow('3', { path: 'apps/a' }),
  spaceRow('2', { path: 'apps/b' }),
  spaceRow('1', { path: 'apps/b/c' }),
];
const ALL = SPACES.map(({ id }) => id);

function secret(id: string, space: string, name: string, given: Partial<SecretRow> = {}): SecretRow {
  const { description = '', tags = '[]' } = given;
  const search = [name, description, ...(JSON.parse(tags) as string[]), id].join('\n').toLowerCase();
  return secretRow(id, { space_id: space, name, search, ...given });
}

/** Many ties: names that occur in each space, equal times, descriptions and tags. */
const SECRETS: readonly SecretRow[] = [
  secret('s10', '3', 'TOKEN', { created_at: 50, updated_at: 1, description: 'b', tags: '["x"]' }),
  secret('s03', '3', 'db', { created_at: 50, updated_at: 9, description: 'a' }),
  secret('s07', '3', 'ca%t', { created_at: 40, updated_at: 9, description: 'a' }),
  secret('s01', '2', 'TOKEN', { created_at: 50, updated_at: 9, description: 'a', tags: '["x"]' }),
  secret('s09', '2', 'db', { created_at: 30, updated_at: 2, description: 'b', tags: '["x"]' }),
  secret('s02', '2', 'ca_t', { created_at: 50, updated_at: 9, description: 'a' }),
  secret('s08', '1', 'TOKEN', { created_at: 50, updated_at: 9, description: 'a', tags: '["x"]' }),
  secret('s04', '1', 'db', { created_at: 50, updated_at: 9, description: 'a' }),
  secret('s05', '1', 'ca\\t', { created_at: 50, updated_at: 2, description: '' }),
];
const DELETED = secret('s06', '2', 'gone', { deleted_at: 60, created_at: 50 });
const PATHS = new Map(SPACES.map(({ id, path }) => [id, path]));

const COLUMNS = {
  name: null,
  id: 'public_id',
  description: 'description',
  tags: 'tags',
  created: 'created_at',
  updated: 'updated_at',
} as const;

function filter(given: Partial<SecretsFilter> = {}): SecretsFilter {
  return { spaceIds: ALL, search: [], where: [], tag: null, shapes: null, ...given };
}

function page(given: Partial<SecretsPageQuery> = {}): SecretsPageQuery {
  return { ...filter(), orderBy: 'name', descending: false, offset: 0, limit: null, after: null, ...given };
}

/** The ids in the order that the contract asks for. */
function expected(orderBy: keyof typeof COLUMNS, descending: boolean, spaceIds: readonly string[]) {
  const column = COLUMNS[orderBy];
  const place = (row: SecretRow) => [
    ...(column === null ? [] : [row[column]]),
    PATHS.get(row.space_id) ?? '',
    row.name,
    row.id,
  ];
  const sorted = SECRETS.filter((row) => spaceIds.includes(row.space_id)).sort((one, other) => {
    const [left, right] = [place(one), place(other)];
    for (const [index, a] of left.entries()) {
      const b = right[index] ?? '';
      if (a !== b) return a < b ? -1 : 1;
    }
    return 0;
  });
  return (descending ? sorted.reverse() : sorted).map(({ id }) => id);
}

async function listed(store: Store, query: SecretsPageQuery): Promise<readonly string[]> {
  return (await store.listSecrets(query)).map(({ id }) => id);
}

const FILTERS: readonly [string, Partial<SecretsFilter>, readonly string[]][] = [
  ['one space', { spaceIds: ['1'] }, ['s04', 's05', 's08']],
  ['a space without secrets', { spaceIds: ['none'] }, []],
  ['search for part of a name', { search: ['tok'] }, ['s01', 's08', 's10']],
  ['search for part of an id', { search: ['s0'] }, ['s01', 's02', 's03', 's04', 's05', 's07', 's08', 's09']],
  ['% is a letter', { search: ['%'] }, ['s07']],
  ['_ is a letter', { search: ['_'] }, ['s02']],
  ['\\ is a letter', { search: ['\\'] }, ['s05']],
  ['a quote is a letter', { search: ["'"] }, []],
  ['each word must occur', { search: ['tok', 's1'] }, ['s10']],
  ['the empty text occurs everywhere', { search: [''] }, SECRETS.map(({ id }) => id)],
  ['where name', { where: [{ field: 'name', contains: 'tok' }] }, ['s01', 's08', 's10']],
  ['where name with %', { where: [{ field: 'name', contains: 'a%t' }] }, ['s07']],
  ['where public_id', { where: [{ field: 'public_id', contains: '10' }] }, ['s10']],
  ['where description', { where: [{ field: 'description', contains: 'b' }] }, ['s09', 's10']],
  [
    'two conditions',
    {
      where: [
        { field: 'name', contains: 'tok' },
        { field: 'description', contains: 'b' },
      ],
    },
    ['s10'],
  ],
  ['tag and search', { tag: 'x', search: ['db'] }, ['s09']],
];

export function secretsContract(open: OpenStore): void {
  onOneStore('listSecrets and countSecrets', open, (opened) => {
    before(() =>
      opened().commit([...insert('spaces', ...SPACES), ...insert('secrets', ...SECRETS, DELETED)], []),
    );
    const onSecrets = (use: (store: Store) => Promise<void>) => () => use(opened());

    for (const orderBy of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) {
      test(
        `by ${orderBy}, both ways, ties by space path, name and id`,
        onSecrets(async (store) => {
          for (const descending of [false, true]) {
            for (const spaceIds of [ALL, ['2', '1'], ['3']]) {
              const ids = expected(orderBy, descending, spaceIds);
              assert.deepEqual(await listed(store, page({ orderBy, descending, spaceIds })), ids);
              for (const [offset, limit] of [
                [0, 2],
                [1, 3],
                [2, null],
                [8, 5],
                [20, 5],
                [0, 0],
              ] as const) {
                assert.deepEqual(
                  await listed(store, page({ orderBy, descending, spaceIds, offset, limit })),
                  ids.slice(offset, limit === null ? undefined : offset + limit),
                );
              }
            }
          }
        }),
      );
    }

    test(
      'pages behind a place give every secret once, whatever their size',
      onSecrets(async (store) => {
        for (const spaceIds of [ALL, ['3']]) {
          for (const limit of [1, 2, 4]) {
            const seen: string[] = [];
            let after: SecretsPageQuery['after'] = null;
            for (;;) {
              const rows: readonly SecretRow[] = await store.listSecrets(page({ spaceIds, limit, after }));
              const last = rows.at(-1);
              if (last === undefined) break;
              seen.push(...rows.map(({ id }) => id));
              after = { path: PATHS.get(last.space_id) ?? '', name: last.name, id: last.id };
            }
            assert.deepEqual(seen, expected('name', false, spaceIds));
          }
        }
        const gone = { path: 'apps/b', name: 'ca_t', id: 's00' };
        assert.deepEqual(
          await listed(store, page({ after: gone, limit: 2 })),
          ['s02', 's09'],
          'a place that is no secret of the list',
        );
      }),
    );

    for (const [name, given, ids] of FILTERS) {
      test(
        name,
        onSecrets(async (store) => {
          assert.deepEqual([...(await listed(store, page(given)))].sort(), [...ids].sort());
          assert.equal(await store.countSecrets(filter(given)), ids.length);
        }),
      );
    }
  });

  test(
    'listSecrets: where finds whatever the case, also beyond ASCII, and a tag only inside of one tag',
    onStore(open, async ({ store }) => {
      const cafe = secret('1', '3', 'CAFÉ', { description: 'ÄÖÜ Я', tags: '["Über","a,b","q\\"\\\\"]' });
      await store.commit([...insert('spaces', ...SPACES), ...insert('secrets', cafe)], []);
      const finds = async (field: 'name' | 'description' | 'tags', contains: string) =>
        (await listed(store, page({ where: [{ field, contains }] }))).length === 1;
      assert.ok(await finds('name', 'café'));
      assert.ok(await finds('description', 'öü я'));
      for (const inside of ['über', 'b', ',', 'a,b', '"', '\\', 'q"\\', '']) {
        assert.ok(await finds('tags', inside), inside);
      }
      for (const between of ['[', ']', '","', 'über,', 'über"', 'r","a', '\\"', '\\\\']) {
        assert.ok(!(await finds('tags', between)), between);
      }
    }),
  );

  test(
    'listSecrets: a tag is found whole, in its own case, whatever its characters',
    onStore(open, async ({ store }) => {
      const tags = ['Prod', 'prod', 'pro', ',', '","', '"', '\\', '%', '_', 'a"b', 'ä', '[]', ' '];
      const rows = tags.map((tag, index) =>
        secret(String(index), '3', String(index), { tags: JSON.stringify(['one', tag, 'two']) }),
      );
      const none = secret('none', '3', 'none');
      await store.commit([...insert('spaces', ...SPACES), ...insert('secrets', ...rows, none)], []);
      for (const [index, tag] of tags.entries()) {
        assert.deepEqual(await listed(store, page({ tag })), [String(index)], tag);
        assert.equal(await store.countSecrets(filter({ tag })), 1);
      }
      assert.equal(await store.countSecrets(filter({ tag: 'one' })), tags.length);
      for (const tag of ['PROD', 'prod"', 'o', '', 'one","Prod']) {
        assert.equal(await store.countSecrets(filter({ tag })), 0, tag);
      }
    }),
  );

  test(
    'listSecrets: shapes are alternatives of kind and field names',
    onStore(open, async ({ store }) => {
      const value = '["value"]';
      const pair = '["password","username"]';
      const rows = [
        secret('1', '3', '1', { kind: 'generic', field_names: value }),
        secret('2', '3', '2', { kind: 'generic', field_names: pair }),
        secret('3', '3', '3', { kind: 'credentials', field_names: pair }),
        secret('4', '3', '4', { kind: 'own', field_names: value }),
      ];
      await store.commit([...insert('spaces', ...SPACES), ...insert('secrets', ...rows)], []);
      const of = async (...shapes: NonNullable<SecretsFilter['shapes']>) => listed(store, page({ shapes }));
      assert.deepEqual(await of({ kind: null, fieldNames: value }), ['1', '4']);
      assert.deepEqual(await of({ kind: 'generic', fieldNames: null }), ['1', '2']);
      assert.deepEqual(await of({ kind: 'credentials', fieldNames: pair }), ['3']);
      assert.deepEqual(await of({ kind: 'credentials', fieldNames: value }), []);
      assert.deepEqual(
        await of({ kind: 'own', fieldNames: null }, { kind: 'credentials', fieldNames: pair }),
        ['3', '4'],
      );
      assert.deepEqual(await of({ kind: null, fieldNames: null }), ['1', '2', '3', '4']);
      assert.deepEqual(await of(), []);
      assert.equal(await store.countSecrets(filter({ shapes: [{ kind: 'own', fieldNames: null }] })), 1);
    }),
  );

  test(
    'a secret that moves to another space is listed, searched and counted there alone',
    onStore(open, async ({ store }) => {
      const row = secret('1', '3', 'walker');
      const stays = secret('2', '3', 'stayer');
      await store.commit([...insert('spaces', ...SPACES), ...insert('secrets', row, stays)], []);
      const moved = next(row, { space_id: '2' });
      await store.commit([{ op: 'update', table: 'secrets', row: moved }], []);
      for (const [space, ids] of [
        ['3', ['2']],
        ['2', ['1']],
      ] as const) {
        const spaceIds = [space];
        assert.deepEqual(await listed(store, page({ spaceIds })), ids);
        assert.deepEqual(await listed(store, page({ spaceIds, search: ['er'] })), ids);
        assert.deepEqual(
          await listed(store, page({ spaceIds, search: ['alk'] })),
          space === '2' ? ['1'] : [],
        );
        assert.equal(await store.countSecrets(filter({ spaceIds })), 1);
      }
    }),
  );

  test(
    'quotaUse: adds up the live secrets of one space, as numbers',
    onStore(open, async ({ store }) => {
      const rows = [
        secret('1', '3', '1', { secret_bytes: 10, env: 'A' }),
        secret('2', '3', '2', { secret_bytes: 20 }),
        secret('3', '3', '3', { secret_bytes: 4_000_000_000, env: 'B', delivery_enabled: 0 }),
        secret('4', '3', '4', { secret_bytes: 70, env: 'C', deleted_at: 1 }),
        secret('5', '2', '5', { secret_bytes: 500, env: 'A' }),
      ];
      await store.commit([...insert('spaces', ...SPACES), ...insert('secrets', ...rows)], []);
      const use = async (space: string) => ({ ...(await store.quotaUse(space)) });
      assert.deepEqual(await use('3'), { secrets: 3, bytes: 4_000_000_030, envBytes: 4_000_000_010 });
      assert.deepEqual(await use('2'), { secrets: 1, bytes: 500, envBytes: 500 });
      assert.deepEqual(await use('1'), { secrets: 0, bytes: 0, envBytes: 0 });
    }),
  );
}
