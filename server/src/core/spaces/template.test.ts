// Templates: a rendered path gives its values back, and no value reaches beyond its own segment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { AppError } from '../../base/errors.ts';
import { parseSpaceTemplate } from './template.ts';

const segment = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,20}$/);

function refusedAt(path: string) {
  return (error: unknown) =>
    error instanceof AppError && error.code === 'invalid-input' && error.details.issues?.[0]?.path === path;
}

test('a template knows its variables and what stands before them', () => {
  const { variables, root, source } = parseSpaceTemplate('olares/{user}/{workspace}/{env}');
  assert.deepEqual(
    [variables, root, source],
    [['user', 'workspace', 'env'], 'olares', 'olares/{user}/{workspace}/{env}'],
  );
  assert.equal(parseSpaceTemplate('{user}/x').root, '');
  assert.equal(parseSpaceTemplate('a/b').root, 'a/b');
});

test('match gives back what render was given', () => {
  const template = parseSpaceTemplate('teams/{team}/env/{env}');
  fc.assert(
    fc.property(segment, segment, (team, env) => {
      const path = template.render({ team, env, other: 'ignored' });
      assert.equal(path, `teams/${team}/env/${env}`);
      assert.deepEqual({ ...template.match(path) }, { team, env });
    }),
  );
});

test('a path that the template cannot have rendered does not match', () => {
  const template = parseSpaceTemplate('teams/{team}/env/{env}');
  for (const path of [
    'teams/a/env',
    'teams/a/env/b/c',
    'Teams/a/env/b',
    'teams/a/enw/b',
    'x',
    '',
    'teams/a/env/b/',
  ]) {
    assert.equal(template.match(path), null, path);
  }
  const twice = parseSpaceTemplate('{user}/{user}');
  assert.deepEqual({ ...twice.match('a/a') }, { user: 'a' });
  assert.equal(twice.match('a/b'), null);
  assert.equal(twice.render({ user: 'a' }), 'a/a');
});

test('a value that is no single segment is refused on its variable', () => {
  const template = parseSpaceTemplate('coder/{user_id}');
  for (const value of [
    '',
    '.',
    '..',
    'a/b',
    '../x',
    '*',
    '**',
    '{user_id}',
    'a b',
    'é',
    'a\0',
    '%2e%2e',
    'a'.repeat(129),
  ]) {
    assert.throws(() => template.render({ user_id: value }), refusedAt('user_id'), value);
  }
  assert.throws(
    () => template.render({}),
    (error) => error instanceof AppError && error.code === 'internal',
  );
});

test('a template that is none is refused', () => {
  for (const source of [
    '',
    '/',
    'a/',
    'a//b',
    '{',
    '{}',
    'a{b}',
    '{a}b',
    '{A}',
    '{a-b}',
    '{a}/..',
    '*',
    'a/b/c/d/e/f/g/h/i',
  ]) {
    assert.throws(() => parseSpaceTemplate(source), refusedAt('template'), source);
  }
});
