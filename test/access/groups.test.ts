// Groups, denials, roles and the questions about them, on a real store: what takes effect at once, what is refused
// and what is told to whom.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { AppError } from '../../server/src/core/index.ts';
import type { Caller, Core } from '../../server/src/core/index.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const SPACE = 'apps/shop';
const REF = { space: SPACE, name: 'one' };
let opened: TestCore;
let core: Core;
let root: Caller;
let bob: Caller;
let cat: Caller;

before(async () => {
  opened = await openCore();
  ({ core } = opened);
  root = await opened.signIn('root', { admin: true });
  bob = await opened.signIn('bob');
  cat = await opened.signIn('cat');
  await core.createSecret(root, { space: SPACE }, { name: 'one', fields: { value: 'v' } });
});
after(() => opened.close());

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error.code;
  }
  return 'ok';
}

/** The same caller in a request of its own. */
async function again(caller: Caller, requestId: string): Promise<Caller> {
  const { token } = await core.createToken(caller, { name: requestId, lifetimeSeconds: 60 });
  return core.authenticate({ ...caller, requestId }, token.reveal());
}

test('a member has what the group is granted, from the moment he joins to the moment he leaves', async () => {
  await core.createGroup(root, { name: 'Staff' });
  await core.createGrant(root, { to: 'group:staff', role: 'reader', space: 'apps/**' });
  assert.equal(await codeOf(core.readSecret(bob, REF)), 'not-found');
  await core.addGroupMember(root, { group: 'STAFF', member: 'user:bob' });
  assert.equal(await codeOf(core.readSecret(bob, REF)), 'ok');
  const [space] = await core.listSpaces(bob, {});
  assert.equal(space?.reasons[0]?.kind, 'grant');
  await core.removeGroupMember(root, { group: 'staff', member: 'user:bob' });
  assert.equal(await codeOf(core.readSecret(bob, REF)), 'not-found');
  await core.addGroupMember(root, { group: 'staff', member: 'user:bob' });
});

test('a denial beats the grant of a group, and an administrator', async () => {
  const denial = await core.createGrant(root, {
    to: 'user:bob',
    role: 'actions:read',
    space: SPACE,
    effect: 'deny',
  });
  assert.equal(denial.effect, 'deny');
  assert.equal(await codeOf(core.readSecret(bob, REF)), 'forbidden');
  assert.equal(await codeOf(core.describeSecret(bob, REF)), 'ok');
  await core.deleteGrant(root, { id: denial.id });
  assert.equal(await codeOf(core.readSecret(bob, REF)), 'ok');
  const amy = await opened.signIn('amy', { admin: true });
  const own = await core.createGrant(root, { to: 'user:amy', role: 'owner', space: SPACE, effect: 'deny' });
  assert.equal(await codeOf(core.readSecret(amy, REF)), 'not-found');
  assert.equal(await codeOf(core.deleteGrant(amy, { id: own.id })), 'not-found');
  await core.deleteGrant(root, { id: own.id });
  assert.equal(await codeOf(core.readSecret(amy, REF)), 'ok');
});

test('only an administrator denies something to an administrator, also through a group', async () => {
  await core.createGrant(root, { to: 'user:cat', role: 'owner', space: SPACE });
  const deny = (to: string) =>
    codeOf(core.createGrant(cat, { to, role: 'reader', space: SPACE, effect: 'deny' }));
  assert.equal(await deny('user:root'), 'forbidden');
  await core.createGroup(root, { name: 'bosses' });
  await core.addGroupMember(root, { group: 'bosses', member: 'user:root' });
  assert.equal(await deny('group:bosses'), 'forbidden');
  await core.removeGroupMember(root, { group: 'bosses', member: 'user:root' });
  assert.equal(await deny('group:bosses'), 'ok');
  await core.deleteGroup(root, { name: 'bosses' });
  const { items } = await core.listGrants(cat, { space: SPACE });
  assert.ok(items.every(({ to }) => to.name !== 'bosses'));
});

test('a role that is used is not deleted, and giving it another meaning acts on its grants', async () => {
  await core.defineRole(root, { name: 'peeker', actions: ['list'] });
  const grant = await core.createGrant(root, { to: 'user:cat', role: 'peeker', space: 'apps/peek' });
  assert.equal(await codeOf(core.deleteRole(root, { name: 'peeker' })), 'conflict');
  await core.defineRole(root, { name: 'peeker', actions: ['list', 'create'] });
  const [answer] = await core.canI(cat, { space: 'apps/peek', actions: ['create'] });
  assert.equal(answer?.allow, true);
  await core.deleteGrant(root, { id: grant.id });
  await core.deleteRole(root, { name: 'peeker' });
  const names = (await core.listRoles(cat)).map(({ name }) => name);
  assert.deepEqual(names, ['viewer', 'reader', 'writer', 'owner']);
});

test('can-i answers for spaces that do not exist, and does nothing', async () => {
  const before = await opened.store.select('spaces', {});
  const answers = await core.canI(root, { space: 'apps/unborn' });
  assert.ok(answers.every(({ allow }) => allow));
  const own = await core.canI(bob, { space: `coder/${bob.principal.id}`, actions: ['read', 'grant'] });
  assert.deepEqual(
    own.map(({ allow, reasons }) => [allow, reasons[0]?.kind]),
    [
      [true, 'personal'],
      [true, 'personal'],
    ],
  );
  const foreign = await core.canI(root, { space: `coder/${bob.principal.id}`, actions: ['list'] });
  assert.deepEqual(foreign, [{ action: 'list', allow: false, reasons: [] }]);
  assert.deepEqual(await opened.store.select('spaces', {}), before);
});

test('why: the caller learns the missing action, an administrator all of it, others nothing', async () => {
  const denial = await core.createGrant(root, {
    to: 'group:staff',
    role: 'actions:read',
    space: 'apps/**',
    effect: 'deny',
  });
  const request = await again(bob, 'request-of-bob');
  assert.equal(await codeOf(core.readSecret(request, REF)), 'forbidden');
  const own = await core.explainRequest(bob, { requestId: 'request-of-bob' });
  assert.equal(own.action, 'read');
  assert.equal(own.space, SPACE);
  assert.equal(own.allow, false);
  assert.equal(own.outcome, 'denied');
  assert.equal(own.evaluation, null);
  const whole = await core.explainRequest(root, { requestId: 'request-of-bob' });
  assert.ok(whole.evaluation?.refusal != null);
  assert.equal(whole.evaluation.actor.name, 'bob');
  const { refusal } = whole.evaluation;
  assert.deepEqual(
    refusal.denies.map((reason) => reason.kind === 'grant' && reason.grantId),
    [denial.id],
  );
  assert.equal(refusal.overruled.length, 1);
  assert.equal(refusal.limited, false);
  assert.equal(await codeOf(core.explainRequest(cat, { requestId: 'request-of-bob' })), 'not-found');
  assert.equal(await codeOf(core.explainRequest(bob, { requestId: 'nobody-asked' })), 'not-found');
  await core.deleteGrant(root, { id: denial.id });
});

test('why: a grant beyond what one holds tells the missing action and the pattern', async () => {
  const request = await again(cat, 'request-of-cat');
  const input = { to: 'user:bob', role: 'reader', space: 'apps/**' };
  assert.equal(await codeOf(core.createGrant(request, input)), 'forbidden');
  const own = await core.explainRequest(cat, { requestId: 'request-of-cat' });
  assert.deepEqual([own.action, own.space, own.outcome], ['grant', 'apps/**', 'denied']);
});

test('who can read: everybody who can and nobody else, each with the reason, in pages', async () => {
  const service = await core.registerService(root, {
    name: 'deployer',
    grants: [{ space: SPACE, actions: ['list', 'read'] }],
  });
  await core.createGrant(root, { to: `service:${service.service.id}`, role: 'viewer', space: '**' });
  await opened.signIn('dan');
  await core.createGrant(root, { to: 'user:dan', role: 'viewer', space: SPACE });
  const seen = new Map<string, readonly string[]>();
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await core.listReaders(cat, {
      ...REF,
      limit: 1,
      ...(cursor === undefined ? {} : { cursor }),
    });
    assert.ok(page.items.length <= 1);
    for (const { name, reasons } of page.items) {
      assert.equal(seen.has(name), false);
      seen.set(
        name,
        reasons.map(({ kind }) => kind),
      );
    }
    cursor = page.nextCursor;
  }
  assert.deepEqual([...seen.keys()].sort(), ['amy', 'bob', 'cat', 'deployer', 'root']);
  assert.deepEqual(seen.get('root'), ['administrator']);
  assert.equal(await codeOf(core.listReaders(bob, REF)), 'forbidden');
});

test('what one can see: for administrators, without personal spaces', async () => {
  await core.createSecret(
    bob,
    { space: `coder/${bob.principal.id}` },
    { name: 'own', fields: { value: 'v' } },
  );
  const access = await core.describePrincipal(root, { id: bob.principal.id });
  assert.deepEqual(
    access.groups.map(({ name }) => name),
    ['Staff'],
  );
  assert.deepEqual(
    access.spaces.items.map(({ path, actions }) => [path, actions.join()]),
    [[SPACE, 'list,read']],
  );
  assert.equal(await codeOf(core.describePrincipal(bob, { id: bob.principal.id })), 'forbidden');
  assert.equal(await codeOf(core.describePrincipal(root, { id: 'nobody' })), 'not-found');
});

test('groups are managed by administrators alone, and a token with limits is none', async () => {
  assert.equal(await codeOf(core.createGroup(cat, { name: 'mine' })), 'forbidden');
  assert.equal(await codeOf(core.addGroupMember(cat, { group: 'staff', member: 'user:cat' })), 'forbidden');
  const limits = [{ space: '**', actions: ['list', 'grant'] }] as const;
  const { token } = await core.createToken(root, { name: 'narrow', lifetimeSeconds: 60, limits });
  const narrow = await core.authenticate(root, token.reveal());
  assert.equal(
    await codeOf(core.addGroupMember(narrow, { group: 'staff', member: 'user:cat' })),
    'forbidden',
  );
});

test('changes of one group at once are decided one after the other', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `m${index}`);
  for (const name of names) await opened.signIn(name);
  await core.createGroup(root, { name: 'crowd' });
  await Promise.all(
    names.map((name) => core.addGroupMember(root, { group: 'crowd', member: `user:${name}` })),
  );
  const { items, nextCursor } = await core.listGroupMembers(root, { group: 'crowd', limit: 5 });
  assert.equal(items.length, 5);
  const rest = await core.listGroupMembers(root, { group: 'crowd', cursor: nextCursor ?? '' });
  assert.equal(rest.items.length, 7);
});
