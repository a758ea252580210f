// A pasted `.env` means what people expect of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseEnv } from './env-lines.ts';

test('plain, quoted, many lines, comments and what is not understood', () => {
  const text = [
    '# a comment',
    'A=1',
    'export B = two words # said',
    `C='it is # kept'`,
    'D="line one\\nline \\"two\\""',
    'E="first',
    'second"',
    'not a line',
    'F=a=b',
    'G=',
    'A=3\r',
    'H="never closed',
  ].join('\n');
  assert.deepEqual(parseEnv(text), {
    entries: [
      { name: 'A', value: '3' },
      { name: 'B', value: 'two words' },
      { name: 'C', value: 'it is # kept' },
      { name: 'D', value: 'line one\nline "two"' },
      { name: 'E', value: 'first\nsecond' },
      { name: 'F', value: 'a=b' },
      { name: 'G', value: '' },
    ],
    bad: [8, 12],
  });
});
