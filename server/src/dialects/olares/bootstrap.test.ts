// The bootstrap section is judged before anything is applied, and each problem has its place in the file.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Core } from '../../core/index.ts';
import { createBootstrap } from './bootstrap.ts';
import { createWorkspaces } from './workspaces.ts';

// Judging a section asks nothing of core; applying it is shown by the conformance data on a real server.
const core = {} as Core;
const { parse } = createBootstrap(core, createWorkspaces(core, 'olares/{user}/{workspace}/{env}'));
const app = {
  app: 'notes',
  user: 'alice',
  appKey: 'bytetrade_notes_1',
  appSecret: '0123456789abcdef',
  ops: ['CreateSecret?workspace=notes'],
};

test('a section without apps and one with an app are taken', () => {
  assert.equal(typeof parse({}), 'function');
  assert.equal(typeof parse({ apps: [app, { ...app, app: 'other', appid: 'x' }] }), 'function');
});

test('each problem is named by its path', () => {
  const cases: [unknown, RegExp][] = [
    [[], /^olares must/],
    [{ app: [] }, /^olares\.app is not known/],
    [{ apps: {} }, /^olares\.apps must/],
    [{ apps: [app, 7] }, /^olares\.apps\.1 must/],
    [{ apps: [{ ...app, secret: 'x' }] }, /^olares\.apps\.0\.secret is not known/],
    [{ apps: [{ ...app, app: 'a b' }] }, /^olares\.apps\.0\.app /],
    [{ apps: [{ ...app, user: undefined }] }, /^olares\.apps\.0\.user /],
    [{ apps: [{ ...app, appKey: 'k'.repeat(47) }] }, /^olares\.apps\.0\.appKey /],
    [{ apps: [{ ...app, appSecret: 1 }] }, /^olares\.apps\.0\.appSecret /],
    [{ apps: [{ ...app, ops: [1] }] }, /^olares\.apps\.0\.ops\.0 /],
    [{ apps: [{ ...app, ops: ['ListSecret?workspace=a/b'] }] }, /^olares\.apps\.0\.ops .*workspace/],
  ];
  for (const [section, message] of cases) {
    assert.throws(() => parse(section), { code: 'invalid-input', message });
  }
});
