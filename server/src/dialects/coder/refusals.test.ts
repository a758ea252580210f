import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../core/index.ts';
import type { ErrorDetails } from '../../core/index.ts';
import { CoderError } from './errors.ts';
import { wordRefusals } from './refusals.ts';
import type { SecretRequest } from './refusals.ts';
import { resolveSettings } from './settings.ts';

const { limits } = resolveSettings({
  core: {} as never,
  space: 'coder/{user_id}',
  targetRule: 'seed',
  fileDelivery: true,
  buildVersion: 'v0.0.0',
});

async function worded(request: Partial<SecretRequest>, error: unknown): Promise<unknown> {
  const full = { method: 'POST', own: true, limits, ...request };
  try {
    await wordRefusals(full, () => Promise.reject(error as Error));
  } catch (thrown) {
    return thrown;
  }
  return assert.fail('It has to throw.');
}
const codeOf = (error: unknown) => (error instanceof AppError ? error.code : null);
const bodyOf = (error: unknown) => (error instanceof CoderError ? error.body : null);
const failure = (code: AppError['code'], details: ErrorDetails) => new AppError(code, 'm', { details });

test('administrators are told 403 where they write and 404 where they read or delete', async () => {
  const hidden = failure('not-found', { object: 'space' });
  const codes: unknown[] = [];
  for (const method of ['POST', 'PATCH', 'GET', 'DELETE']) {
    codes.push(codeOf(await worded({ method, own: false }, hidden)));
  }
  assert.deepEqual(codes, ['forbidden', 'forbidden', 'not-found', 'not-found']);
});

test("one's own limited key is told 403 where it writes and 404 where it reads", async () => {
  for (const refusal of [failure('forbidden', {}), failure('not-found', { object: 'space' })]) {
    assert.equal(codeOf(await worded({ method: 'DELETE' }, refusal)), 'forbidden');
    assert.equal(codeOf(await worded({ method: 'PATCH' }, refusal)), 'forbidden');
    const read = await worded({ method: 'GET' }, refusal);
    assert.equal(codeOf(read), 'not-found');
    assert.equal(read instanceof AppError ? read.details.object : null, 'secret');
  }
});

test('a missing secret stays a missing secret', async () => {
  const missing = failure('not-found', { object: 'secret' });
  assert.equal(await worded({ method: 'PATCH' }, missing), missing);
});

test('a conflict is one validation', async () => {
  const conflict = (field: string, path = field) =>
    failure('conflict', { object: 'secret', field, issues: [{ path, message: 'x' }] });
  const validationOf = async (error: AppError) => bodyOf(await worded({}, error))?.validations;
  assert.deepEqual(await validationOf(conflict('name')), [{ field: 'name', detail: 'name already in use' }]);
  assert.deepEqual(await validationOf(conflict('env')), [
    { field: 'env_name', detail: 'environment variable already in use' },
  ]);
  assert.deepEqual(await validationOf(conflict('file', '2.file')), [
    { field: 'secrets[2].file_path', detail: 'file path already in use' },
  ]);
});

test('limits are told with their number, and with the entry of a batch', async () => {
  const quota = (reason: string, path?: string) =>
    failure('quota-exceeded', {
      reason,
      max: 1,
      ...(path !== undefined && { issues: [{ path, message: 'x' }] }),
    });
  assert.deepEqual(bodyOf(await worded({}, quota('secrets'))), {
    message: 'User secrets limit reached.',
    detail: 'Each user can have at most 50 secrets.',
  });
  assert.match(bodyOf(await worded({}, quota('bytes')))?.detail ?? '', /\(204800 bytes after encryption/);
  assert.match(bodyOf(await worded({}, quota('env-bytes')))?.detail ?? '', /\(24576 bytes after encryption/);
  const entry = await worded({ entryNames: ['A', 'B"'] }, quota('secrets', '1.name'));
  assert.equal(bodyOf(entry)?.detail, 'Entry secrets[1] ("B\\""): Each user can have at most 50 secrets.');
  const only = await worded({ entryNames: ['A'] }, quota('secrets'));
  assert.equal(bodyOf(only)?.detail, 'Entry secrets[0] ("A"): Each user can have at most 50 secrets.');
});

test('everything else passes as it is', async () => {
  for (const error of [new TypeError('x'), failure('unavailable', {}), failure('quota-exceeded', {})]) {
    assert.equal(await worded({}, error), error);
  }
});
