import assert from 'node:assert/strict';
import { test } from 'node:test';

import { RESERVED_NAMES, RESERVED_PREFIXES } from './reserved-names.ts';
import {
  descriptionProblem,
  envNameProblem,
  filePathProblem,
  nameProblem,
  newValueProblem,
  valueProblem,
} from './validation.ts';

const MAX_VALUE = 24_576;

/** Runs the vectors of coder.md 3.7: a text and the problem it has, null for none. */
function check(
  problemOf: (text: string) => string | null,
  vectors: readonly (readonly [text: string, problem: string | null])[],
): void {
  for (const [text, problem] of vectors) {
    assert.equal(problemOf(text), problem, JSON.stringify(text.slice(0, 40)));
  }
}

test('env_name vectors', () => {
  const shape = 'must start with a letter or underscore, followed by letters, digits, or underscores';
  const coder = 'environment variable names starting with CODER_ are reserved for internal use';
  const ok = [
    '',
    'A',
    '_',
    '_x9',
    'github_token',
    'CODERX',
    'GITHUB_TOKEN',
    'GIT',
    'LD',
    'LC',
    'NODE_OPTIONS',
  ];
  check(envNameProblem, [
    ...ok.map((name) => [name, null] as const),
    ...['1TOKEN', 'MY-TOKEN', 'A B', 'A=B', 'É', 'A\n'].map((name) => [name, shape] as const),
    ...['PATH', 'path', 'Home', 'xdg_data_home'].map(
      (name) => [name, `${name.toUpperCase()} is a reserved environment variable name`] as const,
    ),
    ...['CODER', 'coder_x', 'CODER_'].map((name) => [name, coder] as const),
    ['GIT_X', 'environment variables starting with GIT_ are reserved'],
    ['git_author_name', 'environment variables starting with GIT_ are reserved'],
    ['LC_ALL', 'environment variables starting with LC_ are reserved'],
    ['ld_preload', 'environment variables starting with LD_ are reserved'],
    ['DYLD_X', 'environment variables starting with DYLD_ are reserved'],
    ['A'.repeat(256), null],
    ['A'.repeat(257), 'environment variable name must not exceed 256 bytes'],
  ]);
});

test('every reserved name and prefix is refused, in any case', () => {
  assert.equal(RESERVED_NAMES.size, 31);
  for (const name of RESERVED_NAMES) {
    assert.equal(envNameProblem(name.toLowerCase()), `${name} is a reserved environment variable name`);
  }
  for (const prefix of RESERVED_PREFIXES) {
    assert.equal(
      envNameProblem(`${prefix.toLowerCase()}x`),
      `environment variables starting with ${prefix} are reserved`,
    );
  }
});

test('file_path vectors', () => {
  const start = 'file path must start with ~/ or /';
  check(filePathProblem, [
    ...['', '/', '~/', '~/.ssh/id', '/run/x', '/a/../b'].map((path) => [path, null] as const),
    ...['~', '~root/x', 'x', './x', '../x', 'C:\\x'].map((path) => [path, start] as const),
    ['/a\u0000', 'file path must not contain null bytes'],
    [`/${'a'.repeat(4095)}`, null],
    [`/${'a'.repeat(4096)}`, 'file path must not exceed 4096 bytes'],
  ]);
});

test('value vectors', () => {
  const tooLong = 'secret value must not exceed 24576 bytes';
  check(
    (value) => valueProblem(value, MAX_VALUE),
    [
      ['', null],
      ['a'.repeat(24_576), null],
      ['a'.repeat(24_577), tooLong],
      ['€'.repeat(8192), null],
      ['€'.repeat(8193), tooLong],
      ['a\u0000b', 'secret value must not contain null bytes'],
      [' \t\r\n\u001b', null],
    ],
  );
  assert.equal(newValueProblem('', MAX_VALUE), 'Value is required.');
  assert.equal(newValueProblem(' ', MAX_VALUE), null);
});

test('name vectors', () => {
  const blank = 'Name must not have leading or trailing whitespace.';
  check(nameProblem, [
    ...['github-token', 'a.b', 'a b', 'ü', '...', 'batch', 'a%2Fb'].map((name) => [name, null] as const),
    ...['', '   ', '\u0085'].map((name) => [name, 'Name is required.'] as const),
    ...[' a', 'a ', '\ta', 'a\u00a0'].map((name) => [name, blank] as const),
    ...['a/b', 'a?b', 'a#b'].map((name) => [name, 'Name must not contain /, ?, or #.'] as const),
    ...['.', '..'].map((name) => [name, 'Name must not be . or ..'] as const),
    ['a\u0000b', 'Name must not contain control characters.'],
    ['😀'.repeat(255), null],
    ['a'.repeat(256), 'Name must not exceed 255 characters.'],
  ]);
});

test('a description is bounded and has no NUL', () => {
  check(descriptionProblem, [
    ['', null],
    ['a\nb', null],
    ['a'.repeat(4096), null],
    ['€'.repeat(1366), 'Description must not exceed 4096 bytes.'],
    ['a\u0000', 'Description must not contain null bytes.'],
  ]);
});
