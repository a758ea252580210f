// What must not be learned on the way: a field that becomes public, a right that its giver lost, a token's reach.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Caller } from '../../server/src/core/index.ts';
import { openCore, TEST_ORIGIN } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const SPACE = 'apps/shop';
const FIELDS = { server: 'reg.example.com', username: 'robot', password: 'p' };

let own: TestCore;
let root: Caller;

before(async () => {
  own = await openCore();
  root = await own.signIn('root', { admin: true });
});
after(() => own.close());

test('who may change but not read cannot make a sealed field public', async () => {
  const { core, system } = own;
  await core.createSecret(root, { space: SPACE }, { name: 'sealed', kind: 'generic', fields: FIELDS });
  const changer = await own.signIn('carol');
  await core.createGrant(system, { to: 'user:carol', role: 'actions:list,change', space: SPACE });
  const target = { space: SPACE, name: 'sealed' };
  const change = { kind: 'docker-registry' };
  await assert.rejects(core.changeSecret(changer, target, change), { code: 'forbidden' });
  assert.equal((await core.describeSecret(changer, target)).publicFields.size, 0);
  // A value that the changer gives is no disclosure, and a reader may publish.
  await core.changeSecret(changer, target, { setFields: { server: 'other.example.com' } });
  await core.changeSecret(changer, target, { ...change, fields: { ...FIELDS, server: 'mine' } });
  assert.equal((await core.describeSecret(changer, target)).publicFields.get('server'), 'mine');
  await assert.rejects(core.rollbackSecret(changer, target, { version: 1 }), { code: 'forbidden' });
  await core.rollbackSecret(root, target, { version: 1 });
});

test('a service may not what the user on whose behalf it acts may not any more', async () => {
  const { core, system } = own;
  await core.createSecret(root, { space: 'apps/bots' }, { name: 'key', fields: { value: 'v' } });
  const alice = await own.signIn('alice');
  const grant = await core.createGrant(system, { to: 'user:alice', role: 'owner', space: 'apps/bots' });
  const { service } = await core.registerService(alice, {
    name: 'bot',
    grants: [{ space: 'apps/bots', actions: ['list', 'read'] }],
  });
  const { token } = await core.exchangeServiceSecret(TEST_ORIGIN, {
    clientId: service.clientId,
    verify: () => true,
    lifetimeSeconds: 60,
  });
  const bot = await core.authenticate(TEST_ORIGIN, token.reveal());
  const ref = { space: 'apps/bots', name: 'key' };
  assert.equal((await core.readSecret(bot, ref)).fields.get('value')?.reveal(), 'v');
  await core.deleteGrant(system, { id: grant.id });
  await assert.rejects(core.readSecret(bot, ref), { code: 'not-found' });
});

test('a token with limits makes no token and looks at none', async () => {
  const { core } = own;
  const limits = [{ space: SPACE, actions: ['list'] as const }];
  const { token } = await core.createToken(root, { name: 'narrow', lifetimeSeconds: 60, limits });
  const narrow = await core.authenticate(TEST_ORIGIN, token.reveal());
  await assert.rejects(core.createToken(narrow, { name: 'more', lifetimeSeconds: 60 }), {
    code: 'forbidden',
  });
  await assert.rejects(core.listTokens(narrow), { code: 'forbidden' });
  await assert.rejects(core.listUsers(narrow), { code: 'forbidden' });
});

test('a name of any length leaves a short event', async () => {
  const { core } = own;
  const name = 'n'.repeat(500_000);
  await assert.rejects(core.readSecret(root, { space: SPACE, name }), { code: 'not-found' });
  const { items } = await core.listAuditEvents(root, { limit: 1 });
  assert.equal(items[0]?.operation, 'secret.read');
  assert.ok(JSON.stringify(items[0]).length < 2000);
});
