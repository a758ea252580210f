import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import { parseYamlFile } from './yaml.ts';

const fails = (content: string, message: string | RegExp) =>
  assert.throws(
    () => parseYamlFile(content),
    (error) =>
      error instanceof SecretsFileError &&
      (typeof message === 'string' ? error.message === message : message.test(error.message)),
    content.slice(0, 60),
  );

test('one flat mapping of strings, in every style of scalar', () => {
  const content = '---\n# note\nA: plain\n"B": "q\\n"\nC: \'s\'\nD: |\n  x\n  y\nE: !!str 1\nF: yes\n...\n';
  assert.deepEqual(parseYamlFile(content), [
    { key: 'A', value: 'plain', line: 3 },
    { key: 'B', value: 'q\n', line: 4 },
    { key: 'C', value: 's', line: 5 },
    { key: 'D', value: 'x\ny\n', line: 6 },
    { key: 'E', value: '1', line: 9 },
    { key: 'F', value: 'yes', line: 10 },
  ]);
  assert.deepEqual(parseYamlFile('{a: b}'), [{ key: 'a', value: 'b', line: 1 }]);
});

test('a file without content has no entries', () => {
  for (const content of ['', '\n', '# note\n']) assert.deepEqual(parseYamlFile(content), []);
});

test('other types are refused by key', () => {
  const scalar = 'value for key "K" must be a string (quote the value if it is numeric or boolean)';
  for (const value of ['1', 'true', '', 'null', '~', '1.5', '!!int "1"', '!tag x', '2020-01-01', '1_0'])
    fails(`K: ${value}`, scalar);
  const nested = 'value for key "K" must be a string, not a nested mapping or sequence';
  for (const value of ['[a]', '{a: b}', '\n  a: b', '\n  - a']) fails(`K: ${value}`, nested);
  fails('1: x', 'YAML keys must be strings');
  fails('<<: x', 'YAML keys must be strings');
  fails('2020-01-01: x', 'YAML keys must be strings');
  fails('? [a]\n: x', 'YAML keys must be strings');
});

test('quotes and a tag make a string of anything, and so does no directive', () => {
  const content = 'A: "2020-01-01"\nB: !!str 2020-01-01\n"<<": \'1_0\'\n';
  assert.deepEqual(
    parseYamlFile(content).map(({ key, value }) => [key, value]),
    [
      ['A', '2020-01-01'],
      ['B', '2020-01-01'],
      ['<<', '1_0'],
    ],
  );
  assert.equal(parseYamlFile('%YAML 1.1\n---\nA: yes\n')[0]?.value, 'yes');
  fails('%YAML 1.1\n---\nA: true\n', /must be a string/);
});

test('aliases are refused and not expanded', () => {
  const alias = 'must be a literal string; YAML aliases are not supported';
  fails('A: &x v\nK: *x', `value for key "K" ${alias}`);
  fails('A: &x v\n<<: *x', 'YAML keys must be strings');
});

test('one document, and a mapping', () => {
  const single = 'YAML content must be a single document mapping secret names to string values';
  fails('a: b\n---\nc: d\n', single);
  fails('a: b\n---\n', single);
  const mapping = 'YAML content must be a mapping of secret names to string values';
  for (const content of ['- a\n', 'text\n', 'null\n', '1\n']) fails(content, mapping);
});

test('broken YAML is named by line, without its text', () => {
  fails('a: b\nc: "hunter2\n', /^invalid YAML: [A-Z_]+ on line \d+$/);
  fails('a: b\n c: hunter2\n', /^invalid YAML: [A-Z_]+ on line \d+$/);
  fails('@hunter2: x\n', /^invalid YAML: [A-Z_]+ on line 1$/);
  fails('a: hunter2\u0001\n', 'invalid YAML: a control character');
});

test('a hostile file is refused in reasonable time', () => {
  const started = performance.now();
  fails('a: b\n'.repeat(200_000), 'invalid YAML: more than 20000 tokens');
  fails('['.repeat(1_000_000), 'invalid YAML: more than 20000 tokens');
  fails('['.repeat(19_000), /^invalid YAML/);
  fails('- '.repeat(9_000), /mapping|^invalid YAML/);
  assert.equal(parseYamlFile(`a: "${'x'.repeat(1_000_000)}"`)[0]?.value.length, 1_000_000);
  assert.ok(performance.now() - started < 8000);
});
