import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import { parseSecretsFile } from './parse.ts';

const limits = { fileBytes: 1000, secrets: 3 };
const fails = (format: string, content: string, message: string) =>
  assert.throws(
    () => parseSecretsFile(format, content, limits),
    (error) => error instanceof SecretsFileError && error.message === message,
  );

test('the three formats give the same entries', () => {
  for (const [format, content] of [
    ['env', 'A=1\nB=two'],
    ['json', '{"A":"1","B":"two"}'],
    ['yaml', 'A: "1"\nB: two'],
  ] as const) {
    const entries = parseSecretsFile(format, content, limits);
    assert.deepEqual(
      entries.map(({ key, value }) => `${key}=${value}`),
      ['A=1', 'B=two'],
    );
  }
});

test('a key twice is refused, by line where there are lines', () => {
  fails('env', 'A=1\n\nA=2', 'duplicate key "A" on line 3');
  fails('yaml', 'A: x\nA: y', 'duplicate key "A" on line 2');
  fails('json', '{"A":"1","A":"2"}', 'duplicate key "A"');
  fails('env', `${'k'.repeat(70)}=1\n${'k'.repeat(70)}=2`, `duplicate key "${'k'.repeat(64)}..." on line 2`);
});

test('size, count, emptiness and format', () => {
  fails('env', `A=${'é'.repeat(500)}`, 'secrets file exceeds the maximum allowed size of 1000 bytes');
  fails(
    'env',
    'A=1\nB=1\nC=1\nD=1',
    'secrets file contains 4 secrets, which exceeds the maximum of 3 secrets per user',
  );
  fails(
    'env',
    'A=1\nA=1\nA=1\nA=1',
    'secrets file contains 4 secrets, which exceeds the maximum of 3 secrets per user',
  );
  for (const [format, content] of [
    ['env', '# nothing'],
    ['json', '{}'],
    ['yaml', '{}'],
    ['yaml', ''],
    ['json', ' \n'],
  ] as const) {
    fails(format, content, 'no secrets found in file');
  }
  fails('toml', 'A=1', 'unknown secrets file format "toml"');
  fails('API_KEY=hunter2', 'A=1', 'unknown secrets file format');
});
