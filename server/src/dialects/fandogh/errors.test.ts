// The bodies and statuses of failures: flat for the clients, nested for the seed document, in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError, ERROR_CODES } from '../../core/index.ts';
import { RejectedInput, describeError, fieldErrorsBody, messageBody, rejected } from './errors.ts';
import { CATALOGUE } from './messages.ts';

test('a message is flat and nested', () => {
  assert.deepEqual(messageBody('done'), { message: 'done', contents: { message: 'done' } });
});

test('field errors are flat members and the list, without a message', () => {
  const body = fieldErrorsBody(
    new Map([
      ['name', ['e1', 'e2']],
      ['type', ['e3']],
    ]),
  );
  assert.equal(
    JSON.stringify(body),
    '{"name":["e1","e2"],"type":["e3"],"errors":[{"name":["e1","e2"]},{"type":["e3"]}]}',
  );
});

test('a refusal as a whole has a flat message', () => {
  assert.deepEqual(fieldErrorsBody(rejected('no').fields), {
    message: 'no',
    errors: [{ non_field_errors: ['no'] }],
  });
});

test("a client's members cannot take the place of ours", () => {
  const body = fieldErrorsBody(
    new Map([
      ['errors', ['x']],
      ['message', ['y']],
    ]),
  );
  assert.deepEqual(body, { errors: [{ errors: ['x'] }, { message: ['y'] }] });
});

test('every code is a JSON object with a text, and nothing of its cause', () => {
  for (const messages of Object.values(CATALOGUE)) {
    for (const code of ERROR_CODES) {
      const error = new AppError(code, 'own words', { cause: new Error('hunter2') });
      const { status, body } = describeError(error, messages);
      assert.ok(status >= 400 && status < 600, code);
      assert.equal(typeof body['message'], 'string', code);
      assert.doesNotMatch(JSON.stringify(body), /hunter2/, code);
      const own = code === 'invalid-input' && messages === CATALOGUE.en;
      assert.equal(JSON.stringify(body).includes('own words'), own, code);
    }
  }
});

test('a space out of sight is the 400 that sends the dashboard to its chooser', () => {
  for (const messages of Object.values(CATALOGUE)) {
    const error = new AppError('not-found', 'no', { details: { object: 'space' } });
    const { status, body } = describeError(error, messages);
    assert.equal(status, 400);
    assert.match(String(body['message']), /Namespace/);
  }
});

test('own refusals keep their fields', () => {
  const { status, body } = describeError(new RejectedInput(new Map([['name', ['e']]])), CATALOGUE.en);
  assert.equal(status, 400);
  assert.deepEqual(body, { name: ['e'], errors: [{ name: ['e'] }] });
});
