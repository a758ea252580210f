// docs/errors.md and the code tell the same: every code has a row, every row a code, each with the status that
// the native API answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ERROR_CODES, type ErrorDetails } from '../../server/src/base/errors.ts';
import { STATUS } from '../../server/src/dialects/native/errors.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

/** The cells of the rows whose first cell is a code. */
const rows = text
  .split('\n')
  .filter((line) => /^\| `/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** Each detail once; the compiler demands that the list is whole. */
const DETAILS = {
  object: true,
  field: true,
  issues: true,
  reason: true,
  currentVersion: true,
  max: true,
  retryAfterSeconds: true,
  allowedMethods: true,
} satisfies Record<keyof ErrorDetails, true>;

test('the table has each code once, in the order of the list', () => {
  assert.deepEqual(
    rows.map(([code]) => code),
    ERROR_CODES.map((code) => `\`${code}\``),
  );
});

test('each row has the native status, and says what, when and what to do', () => {
  for (const [code = '', status, ...words] of rows) {
    assert.equal(status, String(STATUS[code.slice(1, -1) as keyof typeof STATUS]), code);
    assert.equal(words.length, 3, code);
    for (const word of words) assert.notEqual(word, '', code);
  }
});

test('each detail is described', () => {
  const section = text.slice(text.indexOf('## Details'));
  for (const name of Object.keys(DETAILS)) assert.ok(section.includes(`\`${name}\``), name);
});
