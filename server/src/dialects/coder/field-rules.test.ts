import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../core/index.ts';
import { CoderError } from './errors.ts';
import { checkUpdate, draftProblems } from './field-rules.ts';
import { resolveSettings } from './settings.ts';
import type { SecretDraft } from './wire.ts';
import { fromWireUpdate } from './wire.ts';

const { limits } = resolveSettings({
  core: {} as never,
  space: 'coder/{user_id}',
  targetRule: 'seed',
  fileDelivery: true,
  buildVersion: 'v0.0.0',
});
const seed = { targetRule: 'seed', fileDelivery: true, limits } as const;
const current = { ...seed, targetRule: 'current' } as const;
const empty: SecretDraft = {
  name: '',
  value: '',
  description: '',
  envName: '',
  filePath: '',
  enabled: true,
};
const fieldsOf = (draft: SecretDraft, rules: typeof seed | typeof current) =>
  draftProblems(draft, rules).map((problem) => problem.field);

test('problems come in the order name, value, env_name, file_path', () => {
  assert.deepEqual(fieldsOf({ ...empty, envName: '1TOKEN', filePath: 'relative/path' }, seed), [
    'name',
    'value',
    'env_name',
    'file_path',
  ]);
});

test('the target comes last, and only under the current rule', () => {
  assert.deepEqual(fieldsOf(empty, seed), ['name', 'value']);
  assert.deepEqual(fieldsOf(empty, current), ['name', 'value', 'env_name']);
});

test('one field is told once', () => {
  const rules = { ...seed, fileDelivery: false };
  assert.deepEqual(
    draftProblems({ ...empty, name: 'a', value: 'v', filePath: 'x' }, rules).map(({ field }) => field),
    ['file_path'],
  );
});

test('a PATCH is judged by the members it gives, in the order value, env_name, file_path', () => {
  checkUpdate(fromWireUpdate({ value: '', enabled: false }), seed);
  assert.throws(
    () => checkUpdate(fromWireUpdate({ file_path: 'x', env_name: '1', value: '\u0000' }), seed),
    (error) =>
      error instanceof CoderError &&
      error instanceof AppError &&
      error.code === 'invalid-input' &&
      error.body.validations?.map(({ field }) => field).join() === 'value,env_name,file_path',
  );
});
