// What a process gets of the secrets of a space; the rules of coder.md 4.3, 4.4 and 3.4.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Secret } from '@polyvault/sdk';

import { environmentFor } from './deliver.ts';
import { envNameProblem } from './env-names.ts';
import { planDelivery, sameEnv, sameFiles } from './plan.ts';

function secret(name: string, fields: Record<string, string>, delivery: Partial<Secret['delivery']>): Secret {
  const now = '2026-01-01T00:00:00.000Z';
  return {
    id: name,
    space: 's',
    name,
    kind: 'generic',
    description: '',
    tags: [],
    delivery: { env: null, file: null, enabled: true, ...delivery },
    expiresAt: null,
    version: 1,
    fieldNames: Object.keys(fields),
    publicFields: {},
    createdAt: now,
    updatedAt: now,
    fields,
  };
}

test('names decide the order, by code points', () => {
  const plan = planDelivery([
    secret('\uffff', { value: '2' }, { file: '/b' }),
    secret('\u{10000}', { value: '3' }, { file: '/c' }),
    secret('a', { value: '1' }, { file: '/a' }),
  ]);
  assert.deepEqual(
    plan.files.map(({ path }) => path),
    ['/a', '/b', '/c'],
  );
});

test('the field `value`, or the only one; otherwise a problem', () => {
  const plan = planDelivery([
    secret('a', { value: '1', other: 'x' }, { env: 'A' }),
    secret('b', { token: '2' }, { env: 'B' }),
    secret('c', { x: '1', y: '2' }, { env: 'C', file: '/c' }),
    secret('d', { value: '1' }, { env: 'D', enabled: false }),
  ]);
  assert.deepEqual(Object.fromEntries(plan.env), { A: '1', B: '2' });
  assert.deepEqual(plan.problems, ['c: it has several fields and none is called value']);
});

test('plans are compared by what a process would see', () => {
  const one = planDelivery([secret('a', { value: '1' }, { env: 'A', file: '/a' })]);
  const again = planDelivery([secret('other', { value: '1' }, { env: 'A', file: '/a' })]);
  const two = planDelivery([secret('a', { value: '2' }, { env: 'A', file: '/a' })]);
  assert.ok(sameEnv(one, again) && sameFiles(one, again));
  assert.ok(!sameEnv(one, two) && !sameFiles(one, two));
});

test('secrets stand over the environment, and the token goes only where it is kept on purpose', () => {
  const plan = planDelivery([secret('a', { value: 'new' }, { env: 'A' })]);
  const variables = { A: 'old', B: 'b', POLYVAULT_TOKEN: 't' };
  assert.deepEqual(environmentFor(plan, variables, false), { A: 'new', B: 'b' });
  assert.deepEqual(environmentFor(plan, variables, true), { A: 'new', B: 'b', POLYVAULT_TOKEN: 't' });
});

test('the vectors of coder.md 3.7 for variables', () => {
  for (const name of ['A', '_', '_x9', 'github_token', 'CODERX', 'GITHUB_TOKEN', 'GIT', 'A'.repeat(256)]) {
    assert.equal(envNameProblem(name), null, name);
  }
  for (const name of ['', '1TOKEN', 'MY-TOKEN', 'A B', 'A=B', 'É', 'A\n', 'A'.repeat(257)]) {
    assert.match(envNameProblem(name) ?? '', /starts with a letter/, name);
  }
  for (const name of ['PATH', 'path', 'Home', 'xdg_data_home', 'CODER']) {
    assert.match(envNameProblem(name) ?? '', /^[A-Z_]+ is a reserved variable$/, name);
  }
  for (const name of ['coder_x', 'CODER_', 'GIT_X', 'git_author_name', 'LC_ALL', 'ld_preload', 'DYLD_X']) {
    assert.match(envNameProblem(name) ?? '', /are reserved$/, name);
  }
});
