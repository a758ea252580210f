// The oracles accept an answer of each dialect as it is told in the contracts, and refuse it with one thing wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Answer } from './connection.ts';
import { MARK } from './marks.ts';
import { judgeAnswer, ownerOf, type Owner } from './oracles.ts';

function answer(status: number, body: unknown, type = 'application/json; charset=utf-8'): Answer {
  const headers = new Map([
    ['content-type', type],
    ['x-content-type-options', 'nosniff'],
    ['x-request-id', 'r'],
  ]);
  return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}

const GOOD: readonly (readonly [Owner, Answer])[] = [
  ['native', answer(404, { error: { code: 'not-found', message: 'No.', requestId: 'r' } })],
  ['none', answer(404, { error: { code: 'not-found', message: 'No.', requestId: 'r' } })],
  ['fandogh', answer(400, { name: ['No.'], errors: [{ name: ['No.'] }] })],
  ['fandogh', answer(404, { message: 'No.', contents: { message: 'No.' } })],
  [
    'appgate',
    answer(422, { id: 'unprocessable entity', message: 'No.', errors: [{ field: 'a', message: 'b' }] }),
  ],
  ['olares', answer(401, 'Unauthorized', 'text/plain; charset=utf-8')],
  ['olares', answer(400, { code: 400, message: 'No.' })],
  ['coder', answer(404, { message: 'No.' })],
];

test('the shapes of the dialects', () => {
  for (const [owner, good] of GOOD) {
    assert.deepEqual(judgeAnswer(good, { owner, bodiless: false }), [], owner);
    for (const body of ['[]', '{}', '"x"', 'no JSON', '']) {
      const spoiled = { ...good, body: Buffer.from(body) };
      if (owner === 'olares' && good.headers.get('content-type')?.startsWith('text/') === true && body !== '')
        continue;
      assert.notDeepEqual(judgeAnswer(spoiled, { owner, bodiless: false }), [], `${owner} with ${body}`);
    }
    for (const [status, end] of [
      [500, ''],
      [404, MARK],
      [404, '\n    at x'],
      [404, ' has a password'],
    ] as const) {
      const spoiled = {
        ...good,
        status,
        body: Buffer.from(good.body.toString().replace('No.', `No.${end}`) + (owner === 'olares' ? end : '')),
      };
      assert.notDeepEqual(judgeAnswer(spoiled, { owner, bodiless: false }), [], `${owner} ${status}${end}`);
    }
  }
});

test('values may show in answers of the two dialects that give them, never in their errors', () => {
  const shown = { value: MARK };
  for (const owner of ['native', 'olares'] as const) {
    assert.deepEqual(judgeAnswer(answer(200, shown), { owner, bodiless: false }), []);
  }
  for (const owner of ['fandogh', 'appgate', 'coder'] as const) {
    assert.deepEqual(judgeAnswer(answer(200, shown), { owner, bodiless: false }), [
      'the answer shows a value',
    ]);
  }
  const failed = answer(200, { code: 1, message: MARK });
  assert.ok(judgeAnswer(failed, { owner: 'olares', bodiless: false }).includes('the answer shows a value'));
  const encoded = answer(200, { value: Buffer.from(`ab${MARK}`).toString('base64') });
  assert.deepEqual(judgeAnswer(encoded, { owner: 'coder', bodiless: false }), ['the answer shows a value']);
});

test('who owns a path', () => {
  const owners: readonly (readonly [string, Owner])[] = [
    ['/pv/v1/x?a=/admin/', 'native'],
    ['/api/v2/users', 'coder'],
    ['/api/v2x', 'fandogh'],
    ['/api/%762/users', 'coder'],
    ['/fa/api/x', 'fandogh'],
    ['/%61dmin/x', 'appgate'],
    ['/RetrieveSecret', 'olares'],
    ['/RetrieveSecret/', 'none'],
    ['/permission/v1alpha1/access', 'olares'],
    ['/pv%2fv1', 'none'],
    ['/', 'none'],
  ];
  for (const [path, owner] of owners) assert.equal(ownerOf(path), owner, path);
});
