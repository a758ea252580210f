// The vectors of coder.md 2.11 for .env files.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import { parseEnvFile } from './env.ts';

const pairs = (content: string) => parseEnvFile(content).map(({ key, value }) => [key, value]);
const fails = (content: string, message: string) =>
  assert.throws(
    () => parseEnvFile(content),
    (error) => error instanceof SecretsFileError && error.message === message,
    content,
  );

test('lines, comments, export, the first equals sign', () => {
  assert.deepEqual(
    pairs('\ufeffA=1\r\n\r\n# note\n  # note\n B = 2 \nexport C=3\nexport=4\nexportD=5\nE=x=y # z'),
    [
      ['A', '1'],
      ['B', '2'],
      ['C', '3'],
      ['export', '4'],
      ['exportD', '5'],
      ['E', 'x=y # z'],
    ],
  );
  assert.deepEqual(pairs(''), []);
});

test('quotes', () => {
  assert.deepEqual(pairs(`A=' a\\n"b '\nB=" \\n\\t\\r\\\\\\"\\x\\$ "  \nC=''\nD=""\nE=a"b`), [
    ['A', ' a\\n"b '],
    ['B', ' \n\t\r\\"\\x\\$ '],
    ['C', ''],
    ['D', ''],
    ['E', 'a"b'],
  ]);
});

test('errors name the line and no value', () => {
  fails('A=1\nhunter2', "line 2: expected KEY=VALUE but found no '='");
  fails('=x', "line 1: missing key before '='");
  fails('A="x', 'line 1: missing closing double quote');
  fails('A="x\\"', 'line 1: missing closing double quote');
  fails("A='x", 'line 1: missing closing single quote');
  fails('A="x" # y', 'line 1: unexpected data after closing double quote');
  fails("A='x'y", 'line 1: unexpected data after closing single quote');
  fails('A=1\nB=2\nA=3', 'line 3: duplicate key "A"');
});
