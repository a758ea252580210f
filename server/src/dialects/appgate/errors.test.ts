import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError, ERROR_CODES, invalidInput } from '../../core/index.ts';
import type { ErrorDetails } from '../../core/index.ts';
import { answerOf, HIDDEN_OWNER } from './errors.ts';

const SETTINGS = { renameConflict: 422 } as const;
const conflict = (details: ErrorDetails) => new AppError('conflict', 'core text', { details });

test('every code has a status of 4xx or 5xx and two strings', () => {
  for (const code of ERROR_CODES) {
    const { status, body } = answerOf(new AppError(code, 'core text'), 'other', SETTINGS);
    assert.ok(status >= 400 && status < 600, code);
    assert.match(body.id, /^[a-z ]+$/);
    assert.ok(body.message.length > 0);
  }
});

test('an issue without a path is a 400, issues with one are a 422 in this API’s words', () => {
  assert.deepEqual(answerOf(invalidInput({ path: '', message: 'is not valid JSON' }), 'other', SETTINGS), {
    status: 400,
    body: { id: 'bad request', message: 'JSON input is not valid. Reason: is not valid JSON' },
  });
  const error = invalidInput(
    { path: 'description', message: 'a' },
    { path: 'tags.3', message: 'b' },
    { path: 'fields.value', message: 'c' },
    { path: 'fields.password', message: 'd' },
    { path: 'kind', message: 'e' },
    { path: 'name', message: 'f' },
  );
  assert.deepEqual(answerOf(error, 'other', SETTINGS), {
    status: 422,
    body: {
      id: 'unprocessable entity',
      message: 'Validation failed.',
      errors: [
        { field: 'notes', message: 'a' },
        { field: 'tags', message: 'b' },
        { field: 'secret', message: 'c' },
        { field: 'password', message: 'd' },
        { field: 'type', message: 'e' },
        { field: 'name', message: 'f' },
      ],
    },
  });
});

test('a refused login and a refused token read differently', () => {
  const error = new AppError('unauthenticated', 'core text');
  assert.deepEqual(answerOf(error, 'login', SETTINGS).body, {
    id: 'unauthorized',
    message: 'Invalid username or password.',
    failureType: 'Login',
    reason: 'Login',
  });
  assert.deepEqual(answerOf(error, 'other', SETTINGS).body, {
    id: 'unauthorized',
    message: 'Invalid or expired token. Please sign in again.',
  });
});

test('a space without any right is forbidden, a secret is missing', () => {
  const missing = (object: 'space' | 'secret' | 'route') =>
    answerOf(new AppError('not-found', 'core text', { details: { object } }), 'other', SETTINGS);
  assert.equal(missing('space').status, 403);
  assert.deepEqual(missing('secret'), {
    status: 404,
    body: { id: 'not found', message: 'Secret not found.' },
  });
  assert.equal(missing('route').body.message, 'Resource not found.');
});

test('a taken name is a conflict on create and by switch a field problem on rename', () => {
  const error = conflict({ field: 'name' });
  assert.deepEqual(answerOf(error, 'other', SETTINGS), {
    status: 409,
    body: { id: 'conflict', message: 'Name is already in use.' },
  });
  assert.deepEqual(answerOf(error, 'replace', SETTINGS).body.errors, [
    { field: 'name', message: 'is already in use' },
  ]);
  assert.equal(answerOf(error, 'replace', { renameConflict: 409 }).status, 409);
  assert.equal(
    answerOf(conflict({ field: 'name', reason: HIDDEN_OWNER }), 'other', SETTINGS).body.message,
    'Name is already in use by a secret that this API cannot show.',
  );
});

test('what went wrong inside is never told', () => {
  for (const code of ['internal', 'decrypt-failed', 'integrity-failed'] as const) {
    assert.equal(
      answerOf(new AppError(code, 'row 7 of versions'), 'other', SETTINGS).body.message,
      'An unexpected error occurred.',
    );
  }
});
