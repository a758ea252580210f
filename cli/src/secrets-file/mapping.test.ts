// JSON and YAML secrets files hold one flat mapping of strings, and no message quotes a value.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import { parseJsonFile, parseYamlFile } from './mapping.ts';

const fails = (parse: typeof parseJsonFile, content: string, message: RegExp) =>
  assert.throws(
    () => parse(content),
    (error) =>
      error instanceof SecretsFileError && message.test(error.message) && !error.message.includes('hunter2'),
    content,
  );

test('JSON keeps the order of keys and every character', () => {
  assert.deepEqual(parseJsonFile('{"b":"1","2":"x","1":"\\u00fc\\n\\ud83d\\ude00\\/","__proto__":"z"}'), [
    { key: 'b', value: '1' },
    { key: '2', value: 'x' },
    { key: '1', value: 'ü\n😀/' },
    { key: '__proto__', value: 'z' },
  ]);
  assert.deepEqual(parseJsonFile('{}'), []);
});

test('YAML scalars of every style', () => {
  assert.deepEqual(parseYamlFile('a: plain\n"b": "q\\n"\nc: |\n  two\n  lines\n"1": \'x\'\n'), [
    { key: 'a', value: 'plain' },
    { key: 'b', value: 'q\n' },
    { key: 'c', value: 'two\nlines\n' },
    { key: '1', value: 'x' },
  ]);
  assert.deepEqual(parseYamlFile(''), []);
});

test('what is refused in JSON', () => {
  for (const content of ['', 'hunter2', '{a:1}', '{"a":"hunter2",}', '{"a":hunter2}', '{"a":"b"} hunter2']) {
    fails(parseJsonFile, content, /^it is not valid JSON$/);
  }
  for (const content of ['[]', '"hunter2"', '1']) fails(parseJsonFile, content, /must map secret names/);
  fails(parseJsonFile, '{"K":{"x":"hunter2"}}', /value for key "K" must be a string, not a nested one/);
  fails(parseJsonFile, '{"K":1}', /value for key "K" must be a string; put/);
  fails(parseJsonFile, '{"K":null}', /value for key "K" must be a string; put/);
  fails(parseJsonFile, '{"K":"hunter2","K":"x"}', /a key stands there twice/);
});

test('what is refused in YAML', () => {
  fails(parseYamlFile, 'K: hunter2\nK: x', /^line 2: a key stands there twice$/);
  fails(parseYamlFile, 'K: true', /put numbers and booleans in quotes/);
  fails(parseYamlFile, 'K: 12', /put numbers and booleans in quotes/);
  fails(parseYamlFile, 'K: [hunter2]', /not a nested one/);
  fails(parseYamlFile, 'a: &x hunter2\nb: *x', /key "b" must not be an alias/);
  fails(parseYamlFile, '1: hunter2', /keys must be strings/);
  fails(parseYamlFile, 'a: x\n---\nb: hunter2', /single document/);
  fails(parseYamlFile, 'hunter2', /must map secret names/);
  fails(parseYamlFile, 'a: "hunter2', /^line 1: it is not valid YAML$/);
});
