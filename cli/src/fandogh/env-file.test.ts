import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseEnvFile } from '../secrets-file/env.ts';
import { renderEnvFile } from './env-file.ts';

const HARD = [
  '',
  ' ',
  '"',
  "'",
  '\\',
  '\\n',
  '\n',
  '\r\n',
  '\t',
  '#',
  'a # b',
  '$HOME',
  '\u2028',
  '\ufeff',
  '\u00a0',
];

test('what is rendered is read back byte for byte', () => {
  const text = fc.oneof(
    fc.constantFrom(...HARD),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(text, { maxLength: 8 }), (values) => {
      const variables = values.map((value, index) => ({ name: `V_${index}`, value }));
      const read = parseEnvFile(renderEnvFile(variables)).map(({ key, value }) => ({ name: key, value }));
      assert.deepEqual(read, variables);
    }),
    { numRuns: 500 },
  );
});

test('a name that the file cannot hold is refused', () => {
  for (const name of ['', 'A B', '1A', 'A=', '#A', 'A\n']) {
    assert.throws(() => renderEnvFile([{ name, value: 'v' }]), /cannot hold a variable/);
  }
});
