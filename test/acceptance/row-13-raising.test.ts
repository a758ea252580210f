// SECURITY-DESIGN section 6, row 13 (CVE-2024-9180, writing identities gave root): whatever somebody does with
// grants, denials, groups and roles, nobody gains a right that the actor did not hold himself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ACTIONS } from '../../server/src/core/access/actions.ts';
import { AppError, BUILT_IN_ROLES } from '../../server/src/core/index.ts';
import type { Caller } from '../../server/src/core/index.ts';
import { randomFrom } from '../access/random.ts';
import type { Random } from '../access/random.ts';
import { gains, mayDo } from '../access/reference.ts';
import type { ReferenceActor, ReferenceSpace, ReferenceWorld } from '../access/reference.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const CHANGES = Number(process.env['POLYVAULT_TEST_CHANGES'] ?? 600);
const SEED = Number(process.env['POLYVAULT_TEST_SEED'] ?? 13);
const NAMES = ['a', 'b'];
const SPACES: readonly ReferenceSpace[] = [
  ...NAMES,
  ...NAMES.flatMap((one) => NAMES.map((two) => `${one}/${two}`)),
  ...NAMES.flatMap((one) => NAMES.flatMap((two) => NAMES.map((three) => `${one}/${two}/${three}`))),
].map((path) => ({ path, ownerId: null }));

let opened: TestCore;
let people: readonly Caller[] = [];

before(async () => {
  opened = await openCore();
  const { core, system } = opened;
  const ann = await opened.signIn('ann', { admin: true });
  const amy = await opened.signIn('amy', { admin: true });
  const bob = await opened.signIn('bob');
  const cat = await opened.signIn('cat');
  const dan = await opened.signIn('dan');
  await core.createGrant(system, { to: 'user:amy', role: 'reader', space: 'a/b/**', effect: 'deny' });
  await core.createGrant(system, { to: 'user:bob', role: 'owner', space: 'a/**' });
  await core.createGrant(system, { to: 'user:cat', role: 'actions:list,grant', space: 'a/*' });
  const limits = [{ space: 'b/**', actions: ['list', 'read', 'grant'] }] as const;
  const { token } = await core.createToken(ann, { name: 'narrow', lifetimeSeconds: null, limits });
  const narrow = await core.authenticate(ann, token.reveal());
  people = [ann, amy, bob, cat, dan, narrow];
});
after(() => opened.close());

/** The stored state, in the plain words of the reference. */
async function readWorld(): Promise<ReferenceWorld> {
  const { store } = opened;
  const roles = new Map<string, readonly string[]>(Object.entries(BUILT_IN_ROLES));
  for (const row of await store.select('roles', {})) roles.set(row.name, JSON.parse(row.actions) as string[]);
  const groups: Record<string, string[]> = {};
  for (const row of await store.select('group_members', {})) {
    (groups[`group:${row.group_id}`] ??= []).push(`${row.principal_kind}:${row.principal_id}`);
  }
  const grants = (await store.select('grants', {})).map((row) => ({
    to: `${row.principal_kind}:${row.principal_id}`,
    actions: roles.get(row.role) ?? row.role.slice('actions:'.length).split(','),
    pattern: row.pattern,
    effect: row.effect === 'deny' ? ('deny' as const) : ('allow' as const),
  }));
  return { grants, groups };
}

function actorOf({ principal, token }: Caller): ReferenceActor {
  const limits = token?.limits?.map(({ space, actions }) => ({ pattern: space, actions })) ?? null;
  return {
    name: `user:${principal.id}`,
    userId: principal.id,
    administrator: principal.kind === 'user' && principal.admin,
    homes: [],
    limits,
  };
}

/** One random change, as its description and what would make it. */
async function randomChange(
  random: Random,
): Promise<readonly [string, (caller: Caller) => Promise<unknown>]> {
  const { core, store } = opened;
  const pattern =
    random.pick(SPACES).path.split('/').slice(0, 2).join('/') + random.pick(['', '/*', '/**', '/**']);
  const role = random.pick(['viewer', 'reader', 'owner', 'actions:read', 'actions:grant', 'r1', 'r2']);
  const group = random.pick(['g1', 'g2']);
  const user = `user:${random.pick(['ann', 'amy', 'bob', 'cat', 'dan'])}`;
  const to = random.below(3) === 0 ? `group:${group}` : user;
  const effect = random.below(3) === 0 ? 'deny' : 'allow';
  const actions = ACTIONS.filter(() => random.below(3) === 0);
  const grants = await store.select('grants', {});
  const id = grants.length === 0 ? 'none' : random.pick(grants).id;
  const name = random.pick(['r1', 'r2']);
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      return [
        `grant ${effect} ${role} on ${pattern} to ${to}`,
        (caller) => core.createGrant(caller, { to, role, space: pattern, effect }),
      ];
    case 3:
      return [`take grant ${id}`, (caller) => core.deleteGrant(caller, { id })];
    case 4:
      return [`define ${name} as ${actions.join()}`, (caller) => core.defineRole(caller, { name, actions })];
    case 5:
      return [
        `add ${user} to ${group}`,
        async (caller) => {
          try {
            await core.createGroup(caller, { name: group });
          } catch (error) {
            if (!(error instanceof AppError && error.code === 'conflict')) throw error;
          }
          return core.addGroupMember(caller, { group, member: user });
        },
      ];
    case 6:
      return [
        `remove ${user} from ${group}`,
        (caller) => core.removeGroupMember(caller, { group, member: user }),
      ];
    default:
      return random.below(3) === 0
        ? [`delete group ${group}`, (caller) => core.deleteGroup(caller, { name: group })]
        : [`delete role ${name}`, (caller) => core.deleteRole(caller, { name })];
  }
}

test(`${CHANGES} random changes raise nobody above the actor (seed ${SEED})`, async (context) => {
  const random = randomFrom(SEED);
  const subjects = people.slice(0, 5).map(actorOf);
  let world = await readWorld();
  let made = 0;
  let raised = 0;
  for (let index = 0; index < CHANGES; index += 1) {
    const caller = random.pick(people);
    const actor = actorOf(caller);
    const [text, change] = await randomChange(random);
    try {
      await change(caller);
      made += 1;
    } catch (error) {
      assert.ok(error instanceof AppError, String(error));
      const expected = ['forbidden', 'not-found', 'conflict', 'invalid-input'];
      assert.ok(expected.includes(error.code), `${index} ${text}: ${error.code} ${error.message}`);
    }
    const next = await readWorld();
    for (const subject of subjects) {
      for (const { action, space } of gains(world, next, subject, ACTIONS, SPACES)) {
        raised += 1;
        assert.ok(
          mayDo(world, actor, action, space),
          `change ${index} by ${caller.principal.name}: ${text} gave ${subject.name} ${action} on ${space.path}`,
        );
      }
    }
    world = next;
  }
  context.diagnostic(`${CHANGES} tried, ${made} made, ${raised} rights given, none beyond the actor's own`);
  assert.ok(made > CHANGES / 10 && raised > 50, 'the changes are not all refused');
});

test('control: the check notices a grant that was made beyond the rights of the actor', async () => {
  const before = await readWorld();
  await opened.core.createGrant(opened.system, { to: 'user:dan', role: 'actions:destroy', space: 'a/b/b' });
  const subject = people[4];
  const actor = people[3];
  assert.ok(subject !== undefined && actor !== undefined);
  const given = gains(before, await readWorld(), actorOf(subject), ACTIONS, SPACES);
  assert.ok(given.some(({ action, space }) => !mayDo(before, actorOf(actor), action, space)));
});
