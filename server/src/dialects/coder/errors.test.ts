import assert from 'node:assert/strict';
import { test } from 'node:test';

import Fastify from 'fastify';

import { AppError, ERROR_CODES, invalidInput } from '../../core/index.ts';
import {
  CoderError,
  CsrfError,
  NOT_FOUND,
  SIGNED_OUT,
  renderError,
  validationFailed,
  wireField,
} from './errors.ts';

async function render(error: AppError) {
  const app = Fastify();
  app.setErrorHandler((thrown: AppError, request, reply) => renderError(thrown, request, reply));
  app.get('/', { config: { coderFailure: 'Internal error listing secrets.' } }, () => {
    throw error;
  });
  const response = await app.inject('/');
  await app.close();
  return response;
}
const secretObject = { details: { object: 'secret' } } as const;

test('every code has a body of this API and never shows the cause', async () => {
  for (const code of ERROR_CODES) {
    const error = new AppError(code, 'A safe message.', { cause: new Error('hunter2') });
    const response = await render(error);
    const body = response.json<{ message: string }>();
    assert.ok(response.statusCode >= 400, code);
    assert.equal(typeof body.message, 'string', code);
    assert.ok(!response.body.includes('hunter2'), code);
    assert.equal(response.headers['content-type'], 'application/json; charset=utf-8');
  }
});

test('what is missing and what may not be seen answer alike', async () => {
  const expected = { message: NOT_FOUND };
  assert.deepEqual((await render(new AppError('not-found', 'a', secretObject))).json(), expected);
  assert.deepEqual((await render(new AppError('not-found', 'b'))).json(), expected);
  const route = new AppError('not-found', 'c', { details: { object: 'route' } });
  assert.deepEqual((await render(route)).json(), { message: 'Route not found.' });
});

test('401 says why, and asks for a bearer token', async () => {
  const detailOf = async (reason: string) => {
    const response = await render(new AppError('unauthenticated', 'm', { details: { reason } }));
    assert.equal(response.statusCode, 401);
    assert.equal(response.headers['www-authenticate'], 'Bearer realm="coder"');
    return response.json<{ message: string; detail?: string }>();
  };
  assert.deepEqual(await detailOf('missing'), {
    message: SIGNED_OUT,
    detail: 'Cookie "coder_session_token" or query parameter must be provided.',
  });
  assert.deepEqual(await detailOf('unknown'), await detailOf('revoked'));
  assert.equal((await detailOf('expired')).detail, 'API key expired.');
  assert.match((await detailOf('disabled')).message, /^User is not active \(status = "suspended"\)/);
});

test('problems of core come under the names of this API', async () => {
  const response = await render(
    invalidInput({ path: 'fields.value', message: 'x' }, { path: '3.delivery.env', message: 'y' }),
  );
  assert.equal(response.statusCode, 400);
  assert.deepEqual(response.json(), {
    message: 'Validation failed.',
    validations: [
      { field: 'value', detail: 'x' },
      { field: 'secrets[3].env_name', detail: 'y' },
    ],
  });
  assert.deepEqual(['name', '0.name', 'file', 'env', 'delivery.file', 'toString'].map(wireField), [
    'name',
    'secrets[0].name',
    'file_path',
    'env_name',
    'file_path',
    'toString',
  ]);
});

test('worded errors are sent as they are, with the status of their code', async () => {
  const conflict = await render(
    validationFailed([{ field: 'name', detail: 'name already in use' }], 'conflict'),
  );
  assert.equal(conflict.statusCode, 409);
  assert.deepEqual(conflict.json(), {
    message: 'Validation failed.',
    validations: [{ field: 'name', detail: 'name already in use' }],
  });
  const quota = await render(new CoderError('quota-exceeded', { message: 'm', detail: 'd' }));
  assert.equal(quota.statusCode, 400);
  assert.deepEqual(quota.json(), { message: 'm', detail: 'd' });
});

test('a forged request is refused in plain text', async () => {
  const response = await render(new CsrfError());
  assert.equal(response.statusCode, 400);
  assert.equal(response.headers['content-type'], 'text/plain; charset=utf-8');
});

test('headers that help a client to go on', async () => {
  const limited = await render(new AppError('rate-limited', 'm', { details: { retryAfterSeconds: 7 } }));
  assert.equal(limited.headers['retry-after'], '7');
  const method = await render(
    new AppError('method-not-allowed', 'm', { details: { allowedMethods: ['GET', 'POST'] } }),
  );
  assert.equal(method.headers.allow, 'GET, POST');
  const failed = await render(new AppError('internal', 'An unexpected error occurred.'));
  assert.deepEqual(failed.json(), {
    message: 'Internal error listing secrets.',
    detail: 'An unexpected error occurred.',
  });
});
