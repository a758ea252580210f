import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openCore } from '../../../../test/support/core.ts';
import type { TestCore } from '../../../../test/support/core.ts';
import type { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import { resolveManifest } from './resolve-manifest.ts';
import type { ResolvedManifest } from './resolve-manifest.ts';
import { parseServiceManifest } from './service-manifest.ts';

let core: TestCore;
let alice: Caller;
const space = 'fandogh/shop';
before(async () => {
  core = await openCore();
  alice = await core.signIn('alice', { admin: true });
  const make = (name: string, fields: Readonly<Record<string, string>>, kind = 'generic') =>
    core.core.createSecret(alice, { space }, { name, kind, fields });
  await make('env', { value: 'a value' });
  await make('nul', { value: 'a\0b' });
  await make('gone', { value: 'v' });
  await make('reg', { server: 'r', username: 'u', password: 'p' }, 'docker-registry');
  await core.core.destroyVersions(alice, { space, name: 'gone' }, { versions: [1] });
});
after(() => core.close());

async function resolve(spec: string): Promise<ResolvedManifest> {
  const manifest = parseServiceManifest(`{kind: InternalService, name: s, spec: ${spec}}`);
  return resolveManifest(manifest, {
    describe: (name) => core.core.describeSecret(alice, { space, name }),
    read: (name) => core.core.readSecret(alice, { space, name }),
  });
}

async function issuesOf(spec: string): Promise<readonly string[]> {
  try {
    await resolve(spec);
  } catch (error) {
    const { code, details } = error as AppError;
    assert.equal(code, 'invalid-input');
    return (details.issues ?? []).map(({ path, message }) => `${path} ${message}`);
  }
  throw new Error('was resolved');
}

async function reads(): Promise<number> {
  const { items } = await core.core.listAuditEvents(alice, { limit: 1000 });
  return items.filter(({ operation }) => operation === 'secret.read').length;
}

test('a secret that is named twice is read once', async () => {
  const before = await reads();
  const { env, imagePull } = await resolve(
    '{image_pull_secret: reg, env: [{name: A, secret: env}, {name: B, secret: env}, {name: C, value: c}]}',
  );
  assert.deepEqual(env, [
    { name: 'A', value: 'a value', secret: 'env' },
    { name: 'B', value: 'a value', secret: 'env' },
    { name: 'C', value: 'c', secret: null },
  ]);
  assert.deepEqual(Object.keys(imagePull?.dockerConfig.auths ?? {}), ['r']);
  assert.equal((await reads()) - before, 2);
});

test('all bad references are told, and nothing is read for them', async () => {
  const before = await reads();
  const issues = await issuesOf(
    '{image_pull_secret: none, env: [{name: A, secret: reg}, {name: B, secret: ..}]}',
  );
  assert.deepEqual(issues, [
    'spec.env[0].secret names the secret reg, which is not an environment secret',
    'spec.env[1].secret names the secret .., which this space does not have',
    'spec.image_pull_secret names the secret none, which this space does not have',
  ]);
  assert.equal(await reads(), before);
});

test('what cannot be read any more, or be a variable, is told by its name', async () => {
  assert.deepEqual(await issuesOf('{env: [{name: A, secret: gone}]}'), [
    'spec.env[0].secret names the secret gone, which has expired or was destroyed',
  ]);
  assert.deepEqual(await issuesOf('{env: [{name: A, secret: nul}]}'), [
    'spec.env[0].secret names the secret nul, whose value has a NUL, which no variable can hold',
  ]);
});
