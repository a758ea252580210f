// The one error type: a message for the caller, facts beside it, and a cause that stays out of both.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError, ERROR_CODES, invalidInput, toAppError } from './errors.ts';

test('every code is said once', () => {
  assert.equal(new Set(ERROR_CODES).size, ERROR_CODES.length);
});

test('an error has its code, message and details, and its cause apart', () => {
  const cause = new Error('inner');
  const error = new AppError('conflict', 'It is taken.', { details: { field: 'name' }, cause });
  assert.deepEqual([error.name, error.code, error.message], ['AppError', 'conflict', 'It is taken.']);
  assert.deepEqual(error.details, { field: 'name' });
  assert.equal(error.cause, cause);
  assert.ok(!('cause' in new AppError('conflict', 'It is taken.')));
});

test('invalidInput names the first problem in its message and all of them in its details', () => {
  const issues = [
    { path: 'delivery.env', message: 'must be a name' },
    { path: '', message: 'is odd' },
  ];
  const error = invalidInput(...issues);
  assert.equal(error.message, 'delivery.env must be a name');
  assert.deepEqual(error.details.issues, issues);
  assert.equal(invalidInput({ path: '', message: 'is odd' }).message, 'The input is odd');
  assert.equal(invalidInput().code, 'invalid-input');
});

test('toAppError keeps what is one, and hides what is not behind a fixed message', () => {
  const own = new AppError('gone', 'Gone.');
  assert.equal(toAppError(own), own);
  for (const thrown of [new TypeError('the value was hunter2'), 'hunter2', null, undefined]) {
    const error = toAppError(thrown);
    assert.equal(error.code, 'internal');
    assert.ok(!error.message.includes('hunter2'));
    if (thrown !== undefined) assert.equal(error.cause, thrown);
  }
});
