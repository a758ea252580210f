// The case reader takes a whole case, and names everything that is wrong with a malformed one.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dialectOf } from './case-files.ts';
import { MalformedCase, parseCase } from './case.ts';
import { checkSettings } from './run-case.ts';

function problemsOf(text: string): readonly string[] {
  try {
    parseCase(Buffer.from(text));
  } catch (error) {
    if (error instanceof MalformedCase) return error.problems;
    throw error;
  }
  return [];
}

function caseWith(step: object, top: object = {}): string {
  const request = { method: 'GET', path: '/' };
  return JSON.stringify({
    title: 't',
    source: 's',
    steps: [{ request, expect: { status: 200 }, ...step }],
    ...top,
  });
}

test('a whole case is read', () => {
  const script = parseCase(
    Buffer.from(
      caseWith(
        {
          title: 'write',
          bind: { hash: { $bcrypt: 'key', $prefix: '$2y$' } },
          advanceSeconds: 5,
          repeat: 3,
          together: true,
          request: {
            method: 'PUT',
            path: '/a b',
            headers: { x: ['1', '2'], y: '3' },
            json: { a: { $now: -1 } },
          },
          expect: [
            { count: 1, status: 201, headers: { Location: null }, json: { id: { $uuid: true } } },
            { count: 2, status: 409, empty: true },
          ],
          mayShow: true,
        },
        { secretValues: ['a secret value'], given: { bootstrap: { users: [] }, settings: { a: 1 } } },
      ),
    ),
  );
  const step = script.steps[0];
  assert.deepEqual(step?.request.headers, [
    ['x', '1'],
    ['x', '2'],
    ['y', '3'],
  ]);
  assert.deepEqual(step.request.body, { kind: 'json', value: { a: { $now: -1 } } });
  assert.deepEqual(
    step.expect.map(({ count, status, body }) => [count, status, body.kind]),
    [
      [1, 201, 'json'],
      [2, 409, 'empty'],
    ],
  );
  assert.deepEqual(step.expect[0]?.headers, [['location', null]]);
  assert.deepEqual(script.bootstrap, { users: [] });
});

const MALFORMED: readonly (readonly [string, RegExp])[] = [
  ['{', /not valid JSON/],
  ['[]', /must be an object/],
  ['{"title":"t","title":"u","source":"s","steps":[]}', /same member twice/],
  [caseWith({}, { source: undefined }), /has no source/],
  [caseWith({}, { steps: [] }), /has no step/],
  [caseWith({}, { given: { users: [] } }), /given has an unknown member "users"/],
  [caseWith({}, { secretValues: ['abc'] }), /secretValues\/0 is too short/],
  [caseWith({ expects: {} }), /steps\/0 has an unknown member "expects"/],
  [caseWith({ expect: undefined }), /steps\/0 has no expect/],
  [caseWith({ expect: {} }), /expect has no status/],
  [caseWith({ expect: { status: '200' } }), /status must be a whole number/],
  [caseWith({ expect: { status: 200, body: {} } }), /unknown member "body"/],
  [caseWith({ expect: { status: 200, json: {}, text: '' } }), /more than one of json, text/],
  [caseWith({ expect: { status: 200, empty: false } }), /empty must be true/],
  [caseWith({ expect: { status: 200, json: { a: { $is: 1 } } } }), /json\/a \$is is not a matcher/],
  [caseWith({ expect: { status: 200, headers: { a: { $length: 'x' } } } }), /headers\/a \$length takes/],
  [caseWith({ request: { method: 'GET' } }), /request has no path/],
  [caseWith({ request: { method: 'GET', path: '/', body: {} } }), /unknown member "body"/],
  [caseWith({ request: { method: 'GET', path: '/', json: 1, text: '' } }), /more than one of json, text/],
  [caseWith({ request: { method: 'GET', path: '/', json: { $later: 1 } } }), /\$later is not a generator/],
  [caseWith({ request: { method: 'GET', path: '/', json: { $now: 'x' } } }), /\$now takes/],
  [caseWith({ bind: { 'a b': { $uuid: true } } }), /cannot be the name of a variable/],
  [caseWith({ bind: { a: { $uuid: 1 } } }), /bind\/a \$uuid takes true/],
  [caseWith({ save: { a: 'token' } }), /must be a JSON pointer/],
  [caseWith({ together: true }), /expect must be a list/],
  [caseWith({ together: false }), /together must be true or left out/],
  [caseWith({ together: true, repeat: 2, expect: [{ count: 1, status: 200 }] }), /counts whose sum is 2/],
];

test('each malformed case is refused with its reason', () => {
  for (const [text, reason] of MALFORMED) assert.match(problemsOf(text).join('\n'), reason, text);
  assert.deepEqual(problemsOf(caseWith({})), []);
});

test('a case file has a dialect, an area and a name', () => {
  assert.equal(dialectOf('coder/secrets/create.json'), 'coder');
  for (const path of ['create.json', 'coder/create.json', 'coder/a/b/c.json', 'coder/A/b.json']) {
    assert.throws(() => dialectOf(path), MalformedCase);
  }
});

test('a setting that no dialect has is refused', () => {
  checkSettings({ coder: { targetRule: 'current' } });
  for (const settings of [{ coder: { target: 'x' } }, { none: { a: 1 } }, { coder: { targetRule: 1 } }]) {
    assert.throws(() => checkSettings(settings), MalformedCase);
  }
});
