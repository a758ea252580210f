import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import { parseEnvFile } from './env.ts';

const pairs = (content: string) => parseEnvFile(content).map(({ key, value }) => [key, value]);
const fails = (content: string, message: string) =>
  assert.throws(
    () => parseEnvFile(content),
    (error) => error instanceof SecretsFileError && error.message === message,
  );

test('lines, comments, blank lines, a byte order mark and CRLF', () => {
  assert.deepEqual(parseEnvFile('\uFEFFA=1\r\n\r\n# note\n  # note\n B = 2 \n'), [
    { key: 'A', value: '1', line: 1 },
    { key: 'B', value: '2', line: 5 },
  ]);
  assert.deepEqual(pairs(''), []);
});

test('export before the key', () => {
  assert.deepEqual(pairs('export A=1\nexport\tB=2\nexport=3\nexportC=4'), [
    ['A', '1'],
    ['B', '2'],
    ['export', '3'],
    ['exportC', '4'],
  ]);
});

test('unquoted values are trimmed and keep =, # and $', () => {
  assert.deepEqual(pairs('A=  x=y # z $HOME \nB=\nC=a"b'), [
    ['A', 'x=y # z $HOME'],
    ['B', ''],
    ['C', 'a"b'],
  ]);
});

test('single quotes are literal, double quotes know five escapes', () => {
  assert.deepEqual(pairs(`A=' a\\n"b '\nB=" \\n\\t\\r\\\\\\"\\x\\$ "  \nC=''\nD=""`), [
    ['A', ' a\\n"b '],
    ['B', ' \n\t\r\\"\\x\\$ '],
    ['C', ''],
    ['D', ''],
  ]);
});

test('around quotes and before export only blanks count as such', () => {
  assert.deepEqual(pairs("A=\u00a0'x'\u00a0\n\u00a0B\u2003=\t'y' \t\n\u00a0export C=z"), [
    ['A', "'x'"],
    ['B', 'y'],
    ['export C', 'z'],
  ]);
  fails("A='x'\u00a0", 'line 1: unexpected data after closing single quote');
  fails('A="x"\r', 'line 1: unexpected data after closing double quote');
});

test('errors name the line and quote nothing', () => {
  fails('A=1\nhunter2', "line 2: expected KEY=VALUE but found no '='");
  fails('=x', "line 1: missing key before '='");
  fails('export  =x', "line 1: missing key before '='");
  fails('A="x', 'line 1: missing closing double quote');
  fails('A="x\\"', 'line 1: missing closing double quote');
  fails("A='x", 'line 1: missing closing single quote');
  fails('A="x" # y', 'line 1: unexpected data after closing double quote');
  fails("A='x'y", 'line 1: unexpected data after closing single quote');
});
