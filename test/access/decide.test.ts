// The decision agrees with the reference evaluator on random worlds: 100,000 cases, from a seed that is printed.
// The control shows that the comparison notices an evaluator with one rule left out.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ACTIONS } from '../../server/src/core/access/actions.ts';
import type { Action } from '../../server/src/core/access/actions.ts';
import { decide } from '../../server/src/core/access/decide.ts';
import type { AccessSnapshot, EffectiveGrant } from '../../server/src/core/access/decide.ts';
import {
  parseSpacePattern,
  patternCovers,
  patternMatches,
  patternsMatching,
} from '../../server/src/core/access/pattern.ts';
import { randomFrom } from './random.ts';
import type { Random } from './random.ts';
import { covers, mayDo } from './reference.ts';
import type { ReferenceActor, ReferenceGrant, ReferenceSpace, ReferenceWorld } from './reference.ts';

const CASES = Number(process.env['POLYVAULT_TEST_DECISIONS'] ?? 100_000);
const SEED = Number(process.env['POLYVAULT_TEST_SEED'] ?? 20_260_101);
const PEOPLE = ['user:ann', 'user:bob', 'service:s1', 'system'];
const GROUPS = ['group:g1', 'group:g2'];

function randomPath(random: Random): string {
  const depth = 1 + random.below(4);
  return Array.from({ length: depth }, () => random.pick(['a', 'b', 'ab'])).join('/');
}

function randomPattern(random: Random): string {
  const ending = random.pick(['', '/*', '/**']);
  if (random.below(12) === 0) return random.pick(['*', '**']);
  return randomPath(random) + ending;
}

function randomActions(random: Random): readonly Action[] {
  const chosen = ACTIONS.filter(() => random.below(3) === 0);
  return chosen.length > 0 ? chosen : ['list'];
}

function randomCase(random: Random) {
  const grants: ReferenceGrant[] = Array.from({ length: random.below(7) }, () => ({
    to: random.pick([...PEOPLE.slice(0, 3), ...GROUPS]),
    actions: randomActions(random),
    pattern: randomPattern(random),
    effect: random.below(4) === 0 ? 'deny' : 'allow',
  }));
  const groups = Object.fromEntries(
    GROUPS.map((group) => [group, PEOPLE.slice(0, 3).filter(() => random.below(2) === 0)]),
  );
  const name = random.pick(PEOPLE);
  const userId = name.startsWith('user:') ? name.slice(5) : null;
  const actor: ReferenceActor = {
    name,
    userId,
    administrator: userId !== null && random.below(5) === 0,
    homes: userId !== null && random.below(3) === 0 ? [randomPath(random)] : [],
    limits:
      random.below(4) === 0
        ? Array.from({ length: random.below(3) }, () => ({
            pattern: randomPattern(random),
            actions: randomActions(random),
          }))
        : null,
  };
  const space: ReferenceSpace = {
    path: randomPath(random),
    ownerId: random.below(5) === 0 ? random.pick(['ann', 'bob', 'nobody']) : null,
  };
  return { world: { grants, groups }, actor, space, action: random.pick(ACTIONS) };
}

/** What core would load for the actor. */
function snapshotFor({ grants, groups }: ReferenceWorld, actor: ReferenceActor): AccessSnapshot {
  const concerning = grants.filter(
    ({ to }) => to === actor.name || groups[to]?.includes(actor.name) === true,
  );
  return {
    kind: actor.name === 'system' ? 'system' : actor.userId === null ? 'service' : 'user',
    userId: actor.userId,
    administrator: actor.administrator,
    homes: actor.homes.map((base) => ({ kind: 'subtree', base })),
    grants: concerning.map((grant, index): EffectiveGrant => ({
      id: String(index),
      groupId: GROUPS.includes(grant.to) ? grant.to : null,
      role: 'some',
      source: grant.pattern,
      pattern: parseSpacePattern(grant.pattern),
      actions: new Set(grant.actions as Action[]),
      effect: grant.effect,
    })),
    limits:
      actor.limits?.map(({ pattern, actions }) => ({
        pattern: parseSpacePattern(pattern),
        actions: new Set(actions as Action[]),
      })) ?? null,
  };
}

type Judge = (snapshot: AccessSnapshot, action: Action, space: ReferenceSpace) => boolean;

function disagreements(cases: number, judge: Judge): { readonly count: number; readonly allowed: number } {
  const random = randomFrom(SEED);
  let count = 0;
  let allowed = 0;
  for (let index = 0; index < cases; index += 1) {
    const { world, actor, space, action } = randomCase(random);
    const expected = mayDo(world, actor, action, space);
    if (expected) allowed += 1;
    if (judge(snapshotFor(world, actor), action, space) !== expected) count += 1;
  }
  return { count, allowed };
}

test(`${CASES} random decisions agree with the reference (seed ${SEED})`, (context) => {
  const { count, allowed } = disagreements(CASES, (snapshot, action, space) => {
    const decision = decide(snapshot, action, space);
    assert.equal(decision.reasons.length > 0, decision.allow);
    if (decision.allow) assert.equal(decision.refusal, undefined);
    return decision.allow;
  });
  context.diagnostic(`${CASES} decisions, ${allowed} allowed, ${count} disagreements`);
  assert.equal(count, 0);
  assert.ok(allowed > CASES / 10 && allowed < (CASES * 9) / 10, 'both outcomes are well covered');
});

test('control: without denials, personal spaces or limits the comparison fails', () => {
  const cases = Math.min(CASES, 5000);
  const without: readonly Judge[] = [
    (snapshot, action, space) =>
      decide(
        { ...snapshot, grants: snapshot.grants.filter(({ effect }) => effect === 'allow') },
        action,
        space,
      ).allow,
    (snapshot, action, space) => decide(snapshot, action, { ...space, ownerId: null }).allow,
    (snapshot, action, space) => decide({ ...snapshot, limits: null }, action, space).allow,
  ];
  for (const judge of without) assert.ok(disagreements(cases, judge).count > 0);
});

test('patterns match, cover and are enumerated as the reference says', () => {
  const random = randomFrom(SEED + 1);
  for (let index = 0; index < 20_000; index += 1) {
    const path = randomPath(random);
    const text = randomPattern(random);
    const pattern = parseSpacePattern(text);
    assert.equal(patternMatches(pattern, path), covers(text, path), `${text} ${path}`);
    assert.equal(patternsMatching(path).includes(text), covers(text, path), `${text} ${path}`);
    const wider = randomPattern(random);
    if (patternCovers(parseSpacePattern(wider), pattern) && covers(text, path)) {
      assert.ok(covers(wider, path), `${wider} covers ${text}, not ${path}`);
    }
  }
});
