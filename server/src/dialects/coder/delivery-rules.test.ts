import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DeliveryPolicy } from './delivery-rules.ts';
import { changedTargetProblem, importsUntargetedEnabled, newTargetProblem } from './delivery-rules.ts';
import type { SecretUpdate } from './wire.ts';

const seed: DeliveryPolicy = { targetRule: 'seed', fileDelivery: true };
const current: DeliveryPolicy = { targetRule: 'current', fileDelivery: true };
const noFiles: DeliveryPolicy = { targetRule: 'current', fileDelivery: false };
const seedNoFiles: DeliveryPolicy = { targetRule: 'seed', fileDelivery: false };

const draft = (envName: string, filePath: string, enabled = true) => ({ envName, filePath, enabled });
const row = (env: string | null, file: string | null, enabled = true) => ({ env, file, enabled });
const patch = (update: Partial<SecretUpdate>): SecretUpdate => ({
  value: undefined,
  description: undefined,
  envName: undefined,
  filePath: undefined,
  enabled: undefined,
  ...update,
});

test('a new secret needs a target only under the current rule and only while it is enabled', () => {
  assert.equal(newTargetProblem(draft('', ''), seed), null);
  const problem = newTargetProblem(draft('', ''), current);
  assert.equal(problem?.field, 'env_name');
  assert.match(problem.detail, /at least one of env_name or file_path/);
  assert.equal(newTargetProblem(draft('', '', false), current), null);
  assert.equal(newTargetProblem(draft('A', ''), current), null);
  assert.equal(newTargetProblem(draft('', '/a'), current), null);
});

test('without file delivery a new secret has no path, and a variable when it is enabled', () => {
  for (const policy of [noFiles, seedNoFiles]) {
    assert.equal(newTargetProblem(draft('A', '/a', false), policy)?.field, 'file_path');
    assert.match(newTargetProblem(draft('', ''), policy)?.detail ?? '', /must have an env_name/);
    assert.equal(newTargetProblem(draft('', '', false), policy), null);
    assert.equal(newTargetProblem(draft('A', ''), policy), null);
  }
});

test('a change is judged by the row that it leaves', () => {
  assert.equal(changedTargetProblem(row('A', null), patch({ envName: '' }), current)?.field, 'env_name');
  assert.equal(changedTargetProblem(row('A', null), patch({ envName: '' }), seed), null);
  assert.equal(changedTargetProblem(row('A', null), patch({ envName: '', filePath: '/a' }), current), null);
  assert.equal(changedTargetProblem(row('A', null), patch({ envName: '', enabled: false }), current), null);
  assert.equal(
    changedTargetProblem(row(null, null, false), patch({ enabled: true }), current)?.field,
    'env_name',
  );
  assert.equal(changedTargetProblem(row(null, null, false), patch({ description: 'd' }), current), null);
});

test('without file delivery a stored path may stay or go, and nothing new may depend on one', () => {
  const fileOnly = row(null, '/a');
  assert.equal(changedTargetProblem(fileOnly, patch({ filePath: '/a' }), noFiles), null);
  assert.equal(changedTargetProblem(fileOnly, patch({ description: 'd' }), noFiles), null);
  assert.equal(changedTargetProblem(fileOnly, patch({ enabled: false }), noFiles), null);
  assert.equal(changedTargetProblem(fileOnly, patch({ filePath: '/b' }), noFiles)?.field, 'file_path');
  assert.equal(changedTargetProblem(fileOnly, patch({ filePath: '' }), seedNoFiles), null);
  assert.match(
    changedTargetProblem(row('A', '/a'), patch({ envName: '' }), noFiles)?.detail ?? '',
    /must have an env_name/,
  );
  assert.match(
    changedTargetProblem(row(null, '/a', false), patch({ enabled: true }), noFiles)?.detail ?? '',
    /must have an env_name/,
  );
  assert.equal(changedTargetProblem(row('A', '/a'), patch({ filePath: '' }), noFiles), null);
});

test('an imported entry without a variable is enabled only where that is allowed', () => {
  assert.equal(importsUntargetedEnabled(seed), true);
  for (const policy of [current, noFiles, seedNoFiles]) {
    assert.equal(importsUntargetedEnabled(policy), false);
  }
});
