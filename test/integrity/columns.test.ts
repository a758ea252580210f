// Every column of every signed table, edited by hand in the database: an operation that meets the row or the
// scrubber names the table, and no operation ever gives more than before. The control turns row MACs off.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';

import { AppError } from '../../server/src/core/index.ts';
import type { TableName } from '../../server/src/core/ports/index.ts';
import { openStored, protectedColumns, TABLES } from './stored-rows.ts';
import type { Column, Stored } from './stored-rows.ts';

/** Tables whose rows operations of this test meet; the others belong to the scrubber and their own tests. */
const MET: readonly TableName[] = [
  'users',
  'services',
  'tokens',
  'roles',
  'groups',
  'group_members',
  'grants',
  'spaces',
  'secrets',
  'versions',
];
/** Edits that hide a row from everybody who looks, as deleting it would: only the scrubber meets it. */
const HIDDEN = ['secrets.deleted_at', 'secrets.space_id'];
/** Edits that mean something, besides the mechanical ones. */
const MEANINGFUL: readonly (readonly [TableName, string, Column, Column])[] = [
  ['users', 'admin', 0, 1],
  ['users', 'disabled', 0, 1],
  ['tokens', 'expires_at', 1, null],
  ['grants', 'role', 'peeker', 'owner'],
  ['grants', 'effect', 'deny', 'allow'],
  ['grants', 'pattern', 'apps/*', '**'],
  ['roles', 'actions', '["list"]', '["list","read","create","change","delete","grant","destroy","move"]'],
  ['secrets', 'version', 2, 1],
];

let stored: Stored;
let db: DatabaseSync;

before(async () => {
  stored = await openStored();
  db = new DatabaseSync(stored.opened.databasePath, { timeout: 5000 });
  // Who edits by hand need not let the database's own triggers follow.
  for (const { name } of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all()) {
    db.exec(`DROP TRIGGER ${String(name)}`);
  }
});
after(async () => {
  db.close();
  await stored.opened.close();
});

interface Edit {
  readonly table: TableName;
  readonly column: string;
  readonly rowid: number;
  readonly before: Column;
  readonly after: Column;
}

/** One mechanical edit of each column of each row. */
function mechanicalEdits(): readonly Edit[] {
  return TABLES.flatMap((table) => {
    const columns = protectedColumns(stored.opened.databasePath, table);
    const rows = db.prepare(`SELECT rowid AS place, * FROM ${table}`).all() as Record<string, Column>[];
    const row = rows.at(-1);
    assert.ok(row !== undefined, `${table} has no row to edit`);
    return columns.map((column): Edit => {
      const value = row[column] ?? null;
      return { table, column, rowid: Number(row['place']), before: value, after: other(value) };
    });
  });
}

function other(value: Column): Column {
  if (value === null) return 1;
  if (typeof value === 'string') return `${value}x`;
  if (typeof value === 'number') return value + 1;
  const bytes = Uint8Array.from(value);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  return bytes;
}

function meaningfulEdits(): readonly Edit[] {
  return MEANINGFUL.map(([table, column, from, to]) => {
    const wanted = column === 'expires_at' ? 'expires_at IS NOT NULL' : `${column} = ?`;
    const find = db.prepare(`SELECT rowid AS place, ${column} AS value FROM ${table} WHERE ${wanted}`);
    const row = (column === 'expires_at' ? find.all() : find.all(from as string)).at(-1);
    assert.ok(row !== undefined, `${table}.${column} has no ${String(from)}`);
    return { table, column, rowid: Number(row['place']), before: row['value'] as Column, after: to };
  });
}

function write({ table, column, rowid }: Edit, value: Column): void {
  const { changes } = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`).run(value, rowid);
  assert.equal(Number(changes), 1);
}

interface Outcome {
  /** An operation failed with the name of the table. */
  readonly byOperation: boolean;
  readonly byScrubber: boolean;
  /** What some operation gave beyond what it gives from untouched rows. */
  readonly more: readonly string[];
}

async function judge(
  edit: Edit,
  usual: ReadonlyMap<TableName, readonly (readonly string[])[]>,
): Promise<Outcome> {
  const { operations, opened } = stored;
  let byOperation = false;
  const more: string[] = [];
  write(edit, edit.after);
  try {
    for (const [index, run] of (operations[edit.table] ?? []).entries()) {
      try {
        const given = await run();
        const known = usual.get(edit.table)?.[index] ?? [];
        more.push(...given.filter((one) => !known.includes(one)));
      } catch (error) {
        assert.ok(error instanceof AppError, `${edit.table}.${edit.column}: ${String(error)}`);
        assert.notEqual(error.code, 'internal', `${edit.table}.${edit.column}`);
        if (error.code === 'decrypt-failed') byOperation = true;
        if (error.code === 'integrity-failed') byOperation ||= error.message.includes(` ${edit.table} `);
      }
    }
    await opened.scrubber.round();
    const byScrubber = opened.scrubber.report.findings.some(({ table }) => table === edit.table);
    return { byOperation, byScrubber, more };
  } finally {
    write(edit, edit.before);
  }
}

async function usualAnswers(): Promise<ReadonlyMap<TableName, readonly (readonly string[])[]>> {
  const usual = new Map<TableName, readonly (readonly string[])[]>();
  for (const table of MET) {
    const answers: (readonly string[])[] = [];
    for (const run of stored.operations[table] ?? []) answers.push(await run());
    assert.ok(answers.length > 0 && answers.some((answer) => answer.length > 0), table);
    usual.set(table, answers);
  }
  return usual;
}

test('untouched rows verify', async () => {
  await stored.opened.scrubber.round();
  const { findings, visitedBefore } = stored.opened.scrubber.report;
  assert.deepEqual(findings, []);
  assert.ok(visitedBefore >= TABLES.length);
});

test('every edit of every column is detected and named, and gives nothing', async (context) => {
  const edits = [...mechanicalEdits(), ...meaningfulEdits()];
  const usual = await usualAnswers();
  const tally = { byOperation: 0, byScrubber: 0 };
  for (const edit of edits) {
    const label = `${edit.table}.${edit.column}`;
    const outcome = await judge(edit, usual);
    assert.deepEqual(outcome.more, [], `${label} gave more`);
    assert.ok(outcome.byScrubber, `${label} is not found by the scrubber`);
    const met = MET.includes(edit.table) && !HIDDEN.includes(label);
    if (met) assert.ok(outcome.byOperation, `${label} is met by no operation`);
    if (outcome.byOperation) tally.byOperation += 1;
    tally.byScrubber += 1;
  }
  context.diagnostic(
    `${edits.length} edits of ${TABLES.length} tables: ${tally.byScrubber} found by the scrubber, ${tally.byOperation} met by an operation, 0 gave more`,
  );
});

test('control: without row MACs edits go through and give more', async () => {
  const usual = await usualAnswers();
  const { keyring } = stored.opened;
  Object.defineProperty(keyring, 'rowMacMatches', { value: () => true, configurable: true });
  try {
    const outcomes: Outcome[] = [];
    for (const edit of meaningfulEdits()) outcomes.push(await judge(edit, usual));
    assert.ok(outcomes.filter(({ byOperation, byScrubber }) => !byOperation && !byScrubber).length >= 6);
    assert.ok(outcomes.filter(({ more }) => more.length > 0).length >= 4);
  } finally {
    Reflect.deleteProperty(keyring, 'rowMacMatches');
  }
});
