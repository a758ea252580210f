import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SecretsFileError } from './entry.ts';
import { parseJsonFile } from './json.ts';

const pairs = (content: string) => parseJsonFile(content).map(({ key, value }) => [key, value]);
const fails = (content: string, message: string | RegExp) =>
  assert.throws(
    () => parseJsonFile(content),
    (error) =>
      error instanceof SecretsFileError &&
      (typeof message === 'string' ? error.message === message : message.test(error.message)),
    content,
  );

test('members in file order, whatever their names', () => {
  assert.deepEqual(pairs(' { "b" : "1" , "2":"x","1":"y", "__proto__":"z" }\n'), [
    ['b', '1'],
    ['2', 'x'],
    ['1', 'y'],
    ['__proto__', 'z'],
  ]);
  assert.deepEqual(pairs('{}'), []);
});

test('escapes are decoded, and line breaks may only be escaped', () => {
  assert.deepEqual(pairs('{"\\u00fc\\n":"a\\"\\\\\\/\\ud83d\\ude00"}'), [['ü\n', 'a"\\/😀']]);
  fails('{"a":"x\ny"}', /^invalid JSON: /);
  fails('{"a":"\\ud83d"}', /^invalid JSON: /);
  fails('{"a":"\\x"}', /^invalid JSON: /);
});

test('anything but one flat object of strings is told apart', () => {
  const notObject = 'JSON content must be an object mapping secret names to string values';
  for (const content of ['[]', '"a"', '1', 'null', 'true']) fails(content, notObject);
  fails('{"K":1}', 'value for key "K" must be a string');
  fails('{"K":null}', 'value for key "K" must be a string');
  fails('{"K":{"a":"b"}}', 'value for key "K" must be a string, not a nested object or array');
  fails('{"K":["b"]}', 'value for key "K" must be a string, not a nested object or array');
  fails('{"K":"v"} {}', 'unexpected trailing data after JSON object');
  fails('{"K":"v"} x', /^invalid JSON: /);
});

test('broken JSON is named without its text', () => {
  for (const content of [
    '',
    'hunter2',
    '{',
    '{"a"',
    '{"a":',
    '{"a":hunter2}',
    '{"a":"v"',
    '{"a":"v",}',
    '{a:1}',
  ]) {
    fails(content, /^invalid JSON: (?!.*hunter2)/);
  }
});

test('a megabyte of one string, of members or of brackets is read in reasonable time', () => {
  const started = performance.now();
  assert.equal(parseJsonFile(`{"a":"${'x'.repeat(1_000_000)}"}`)[0]?.value.length, 1_000_000);
  const members = Array.from({ length: 60_000 }, (_, index) => `"${index}":"v"`).join();
  assert.equal(parseJsonFile(`{${members}}`).length, 60_000);
  fails('['.repeat(1_000_000), /must be an object/);
  fails(`{"a":"${'\\"'.repeat(500_000)}`, /^invalid JSON: /);
  assert.ok(performance.now() - started < 5000);
});
