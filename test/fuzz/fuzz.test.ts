// A share of the fuzz harness for every test run: each dialect against mutated requests, and the negative control, in
// which every kind of planted fault has to be caught.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FAULTS } from './broken-proxy.ts';
import { DIALECTS, runFuzz } from './run-fuzz.ts';

const REQUESTS = 1500;
/** Another part of the space each day; a failure prints its seed. */
const SEED = Math.floor(Date.now() / 86_400_000);

for (const dialect of DIALECTS) {
  test(`${dialect} stands ${REQUESTS} mutated requests`, async () => {
    const { problems, figures } = await runFuzz({ dialect, requests: REQUESTS, seed: SEED });
    assert.deepEqual(problems, []);
    assert.equal(figures['requests'], REQUESTS);
  });
}

test('control: spoiled answers are caught, each kind of fault', async () => {
  const { planted, missed } = await runFuzz({ dialect: 'fandogh', requests: 400, seed: 1, breakOneIn: 20 });
  assert.ok(planted >= Object.keys(FAULTS).length, `only ${planted} faults were planted`);
  assert.deepEqual(missed, []);
});
