// PROMISES.md is what the runs wrote: typing into it, or a promise that was never shown, fails here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { isCommand, renderPage } from './page.ts';
import type { Outcomes } from './page.ts';
import { PROMISES } from './promises.ts';

const root = join(import.meta.dirname, '../..');
const outcomes = JSON.parse(readFileSync(join(root, 'docs/promises.json'), 'utf8')) as Outcomes;

test('the page is the one that the figures make', () => {
  assert.equal(readFileSync(join(root, 'PROMISES.md'), 'utf8'), renderPage(outcomes));
});

test('every promise and every control was shown', () => {
  // This test is the proof of P6 itself.
  for (const { id, proofs } of PROMISES.filter((promise) => promise.id !== 'P6')) {
    for (const { command, full, control } of proofs) {
      const main = outcomes[full ?? ''] ?? outcomes[command];
      assert.equal(main?.passed, true, `${id}: ${command}`);
      if (isCommand(control)) assert.equal(outcomes[control]?.passed, true, `${id}: ${control}`);
    }
  }
});
