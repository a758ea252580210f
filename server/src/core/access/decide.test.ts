// The decision: default deny, deny beats allow, limits only narrow, and a personal space knows its owner alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { ACTIONS } from './actions.ts';
import type { Action } from './actions.ts';
import { decide, holdsOnPattern } from './decide.ts';
import type { AccessSnapshot, EffectiveGrant } from './decide.ts';
import { parseSpacePattern, patternMatches } from './pattern.ts';

const NOBODY: AccessSnapshot = {
  kind: 'user',
  userId: 'alice',
  administrator: false,
  homes: [],
  grants: [],
  limits: null,
};
const shared = (path: string) => ({ path, ownerId: null });

function grant(
  pattern: string,
  actions: readonly Action[],
  effect: EffectiveGrant['effect'] = 'allow',
): EffectiveGrant {
  return {
    id: `${effect} ${pattern}`,
    groupId: null,
    role: 'role',
    source: pattern,
    pattern: parseSpacePattern(pattern),
    actions: new Set(actions),
    effect,
  };
}

const limit = (pattern: string, ...actions: readonly Action[]) => ({
  pattern: parseSpacePattern(pattern),
  actions: new Set(actions),
});

test('without a reason everything is denied, and the denial gives none', () => {
  for (const action of ACTIONS) {
    const decision = decide(NOBODY, action, shared('a'));
    assert.deepEqual([decision.allow, decision.reasons], [false, []]);
  }
});

test('a grant allows its actions on its spaces, and says so', () => {
  const snapshot = { ...NOBODY, grants: [grant('a/**', ['list', 'read'])] };
  const { allow, reasons } = decide(snapshot, 'read', shared('a/b'));
  assert.ok(allow);
  assert.deepEqual(reasons, [{ kind: 'grant', grantId: 'allow a/**', role: 'role', pattern: 'a/**' }]);
  assert.ok(!decide(snapshot, 'change', shared('a/b')).allow);
  assert.ok(!decide(snapshot, 'read', shared('ab')).allow);
});

test('an explicit deny beats every reason there is', () => {
  const everything: AccessSnapshot = {
    ...NOBODY,
    administrator: true,
    homes: [parseSpacePattern('a/**')],
    grants: [grant('a/**', ACTIONS), grant('a/b', ['read'], 'deny')],
  };
  assert.ok(!decide(everything, 'read', shared('a/b')).allow);
  assert.ok(decide(everything, 'list', shared('a/b')).allow);
  assert.ok(decide(everything, 'read', shared('a/c')).allow);
  const kinds = decide(everything, 'read', shared('a/c')).reasons.map(({ kind }) => kind);
  assert.deepEqual(kinds, ['administrator', 'home', 'grant']);
});

test('a personal space is closed to all but its owner: administrators, grants, homes, services and the system', () => {
  const own = { path: 'coder/alice', ownerId: 'alice' };
  const open = { administrator: true, homes: [parseSpacePattern('**')], grants: [grant('**', ACTIONS)] };
  for (const action of ACTIONS) {
    assert.deepEqual(decide(NOBODY, action, own), { allow: true, reasons: [{ kind: 'personal' }] });
    for (const other of [
      { ...NOBODY, ...open, userId: 'bob' },
      { ...NOBODY, ...open, kind: 'service' as const, userId: null },
      { ...NOBODY, ...open, kind: 'service' as const, userId: 'alice' },
      { ...NOBODY, ...open, kind: 'system' as const, userId: null },
    ]) {
      assert.ok(!decide(other, action, own).allow);
    }
  }
  assert.ok(
    !decide({ ...NOBODY, limits: [limit('a/**', 'read')] }, 'read', own).allow,
    'limits bind the owner too',
  );
  assert.ok(!decide({ ...NOBODY, grants: [grant('coder/**', ['read'], 'deny')] }, 'read', own).allow);
});

test('limits of a token take away and never give', () => {
  const limited: AccessSnapshot = { ...NOBODY, administrator: true, limits: [limit('a/b', 'read')] };
  assert.ok(decide(limited, 'read', shared('a/b')).allow);
  assert.ok(!decide(limited, 'list', shared('a/b')).allow);
  assert.ok(!decide(limited, 'read', shared('a')).allow);
  assert.ok(!decide({ ...NOBODY, limits: [limit('**', ...ACTIONS)] }, 'read', shared('a')).allow);
  assert.ok(
    !decide({ ...limited, limits: [] }, 'read', shared('a/b')).allow,
    'no limit at all allows nothing',
  );
});

const PATHS = ['a', 'b', 'a/a', 'a/b', 'b/a', 'a/a/a', 'a/a/b', 'a/b/a', 'b/a/b'];
const pattern = fc.constantFrom(
  '*',
  '**',
  'a',
  'b',
  'a/*',
  'a/**',
  'b/**',
  'a/a',
  'a/b/*',
  'a/a/**',
  'a/b/**',
);
const actions = fc.constantFrom<readonly Action[]>(['read'], ['list'], ['list', 'read'], ACTIONS);
const snapshots: fc.Arbitrary<AccessSnapshot> = fc.record({
  kind: fc.constant('user'),
  userId: fc.constant('alice'),
  administrator: fc.boolean(),
  homes: fc.array(pattern.map(parseSpacePattern), { maxLength: 1 }),
  grants: fc.array(
    fc
      .tuple(pattern, actions, fc.constantFrom('allow', 'allow', 'deny'))
      .map(([at, what, effect]) => grant(at, what, effect)),
    { maxLength: 4 },
  ),
  limits: fc.option(
    fc.array(
      fc.tuple(pattern, actions).map(([at, what]) => limit(at, ...what)),
      { maxLength: 2 },
    ),
  ),
});

test('what is held on a pattern is allowed on every shared space that it matches', () => {
  fc.assert(
    fc.property(snapshots, pattern, (snapshot, text) => {
      const parsed = parseSpacePattern(text);
      if (!holdsOnPattern(snapshot, 'read', parsed)) return;
      for (const path of PATHS.filter((one) => patternMatches(parsed, one))) {
        assert.ok(decide(snapshot, 'read', shared(path)).allow, `${text} at ${path}`);
      }
    }),
    { numRuns: 500 },
  );
});

test('on a single space, holding is being allowed', () => {
  fc.assert(
    fc.property(snapshots, fc.constantFrom(...PATHS), (snapshot, path) => {
      const { allow } = decide(snapshot, 'read', shared(path));
      assert.equal(holdsOnPattern(snapshot, 'read', parseSpacePattern(path)), allow);
    }),
    { numRuns: 500 },
  );
});

test('limits and denies only take away', () => {
  fc.assert(
    fc.property(snapshots, fc.constantFrom(...PATHS), (snapshot, path) => {
      const whole = {
        ...snapshot,
        limits: null,
        grants: snapshot.grants.filter(({ effect }) => effect === 'allow'),
      };
      const narrowed = decide(snapshot, 'read', shared(path)).allow;
      assert.ok(!narrowed || decide(whole, 'read', shared(path)).allow);
    }),
  );
});
