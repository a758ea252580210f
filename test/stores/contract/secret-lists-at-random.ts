// Lists and counts of one space against a plain model of them, at random: through creates, changes, the trash and the
// way back, whichever way a store takes to find them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import type { SecretRow, SecretsPageQuery, Store } from '../../../server/src/core/ports/index.ts';
import { onStore } from '../opened-store.ts';
import type { OpenStore } from '../opened-store.ts';
import { insert, secretRow, spaceRow } from '../rows.ts';

const WORDS = [
  'alpha',
  'beta',
  'ab',
  'ΣΟΦΟΣ',
  'a"b',
  '%_%',
  '🔑🔑🔑',
  'x\0yz',
  '\ufffd\ufffd\ufffd',
  'AND',
  'é',
];
const SHAPES = [
  { kind: 'generic', fieldNames: '["value"]' },
  { kind: 'own', fieldNames: '["a","b"]' },
] as const;
const COLUMNS = {
  name: null,
  id: 'public_id',
  description: 'description',
  tags: 'tags',
  created: 'created_at',
  updated: 'updated_at',
} as const;

const word = fc.constantFrom(...WORDS);
const text = fc.array(word, { maxLength: 3 }).map((words) => words.join(' '));
const content = fc.record({
  description: text,
  tags: fc.array(word, { maxLength: 2 }),
  shape: fc.constantFrom(...SHAPES),
  at: fc.nat(5),
  dead: fc.constantFrom(false, false, false, true),
});
const part = fc.oneof(word, fc.constantFrom('a', 'b', 'lph', 'bet', 'alpha bet', 'n1', 'nothing', '', '"'));

const query = fc.record({
  search: fc.array(
    part.map((searched) => searched.toLowerCase()),
    { maxLength: 2 },
  ),
  where: fc.array(
    fc.record({
      field: fc.constantFrom('name' as const, 'public_id' as const, 'description' as const, 'tags' as const),
      contains: part.map((contained) => contained.toLowerCase()),
    }),
    { maxLength: 1 },
  ),
  tag: fc.option(word, { freq: 3 }),
  shapes: fc.constantFrom(null, [SHAPES[0]], [...SHAPES], []),
  orderBy: fc.constantFrom(...(Object.keys(COLUMNS) as (keyof typeof COLUMNS)[])),
  descending: fc.boolean(),
  offset: fc.constantFrom(0, 0, 1, 7),
  limit: fc.constantFrom(null, 1, 3),
});

function rowOf(
  number: number,
  space: string,
  given: typeof content extends fc.Arbitrary<infer C> ? C : never,
) {
  const [id, name] = [`s${number}`, `n${number % 50}-${space}`];
  const { description, tags, shape } = given;
  return secretRow(id, {
    space_id: space,
    name: given.dead ? `${name} ${number}` : `${name} ${Math.floor(number / 50)}`,
    kind: shape.kind,
    field_names: shape.fieldNames,
    description,
    tags: JSON.stringify(tags),
    search: [name, description, ...tags, id].join('\n').toLowerCase(),
    created_at: given.at,
    updated_at: given.at,
    deleted_at: given.dead ? 1 : null,
  });
}

/** What the contract of listSecrets says, row by row. */
function matches(row: SecretRow, asked: SecretsPageQuery): boolean {
  const tags = JSON.parse(row.tags) as string[];
  const has = (held: string, wanted: string) => held.toLowerCase().includes(wanted);
  return (
    row.deleted_at === null &&
    asked.spaceIds.includes(row.space_id) &&
    asked.search.every((wanted) => row.search.includes(wanted)) &&
    asked.where.every(({ field, contains }) =>
      field === 'tags' ? tags.some((tag) => has(tag, contains)) : has(row[field], contains),
    ) &&
    (asked.tag === null || tags.includes(asked.tag)) &&
    (asked.shapes === null ||
      asked.shapes.some(({ kind, fieldNames }) => kind === row.kind && fieldNames === row.field_names))
  );
}

function compare(one: SecretRow, other: SecretRow, orderBy: keyof typeof COLUMNS): number {
  const column = COLUMNS[orderBy];
  const place = (row: SecretRow) => [...(column === null ? [] : [row[column]]), row.name, row.id];
  const [left, right] = [place(one), place(other)];
  for (const [index, a] of left.entries()) {
    const b = right[index] ?? '';
    if (a === b) continue;
    if (typeof a === 'number' || typeof b === 'number') return a < b ? -1 : 1;
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return 0;
}

async function agree(store: Store, rows: readonly SecretRow[], asked: SecretsPageQuery): Promise<void> {
  const all = rows
    .filter((row) => matches(row, asked))
    .sort((one, other) => compare(one, other, asked.orderBy) * (asked.descending ? -1 : 1));
  const shown = all.slice(asked.offset, asked.limit === null ? undefined : asked.offset + asked.limit);
  const found = await store.listSecrets(asked);
  assert.deepEqual(
    found.map(({ id }) => id),
    shown.map(({ id }) => id),
  );
  assert.equal(await store.countSecrets(asked), all.length);
}

export function randomListsContract(open: OpenStore): void {
  test('listSecrets and countSecrets agree with a plain model, at random', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { minLength: 20, maxLength: 60 }),
        fc.array(fc.tuple(fc.nat(19), content), { minLength: 15, maxLength: 25 }),
        fc.array(query, { minLength: 30, maxLength: 40 }),
        async (contents, changes, queries) => {
          await onStore(open, async ({ store }) => {
            let rows = contents.map((given, index) => rowOf(index, index % 4 === 0 ? '2' : '1', given));
            const spaces = [spaceRow('1', { path: 'a' }), spaceRow('2', { path: 'b' })];
            await store.commit([...insert('spaces', ...spaces), ...insert('secrets', ...rows)], []);
            const ask = async () => {
              for (const given of queries)
                await agree(store, rows, { spaceIds: ['1'], after: null, ...given });
            };
            await ask();
            for (const [index, given] of changes) {
              const old = rows[index];
              if (old === undefined) continue;
              const row = { ...rowOf(index, old.space_id, given), row_version: old.row_version + 1 };
              await store.commit([{ op: 'update', table: 'secrets', row }], []);
              rows = rows.map((other) => (other.id === row.id ? row : other));
            }
            const gone = rows.filter((_row, index) => index % 7 === 3);
            await store.commit(
              gone.map((row) => ({ op: 'delete', table: 'secrets', row }) as const),
              [],
            );
            rows = rows.filter((row) => !gone.includes(row));
            await ask();
          })();
        },
      ),
      { numRuns: Number(process.env['POLYVAULT_TEST_RUNS'] ?? 5), endOnFailure: true },
    );
  });
}
