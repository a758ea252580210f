// SECURITY-DESIGN 6, row 2 (reserved names assigned through another spelling): on every write path that takes a user's
// name a spelling is refused or means the very same user; there is never a second one beside him.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import fc from 'fast-check';

import { AppError } from '../../server/src/core/index.ts';
import type { Caller, Core } from '../../server/src/core/index.ts';
import { canonicalName, parseUsername } from '../../server/src/core/identity/names.ts';
import { openCore, TEST_PASSWORD } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const NAMES = ['admin', 'root', 'alice', 'kiss-ss'] as const;
const AROUND = [
  '',
  ' ',
  '\t',
  '\u00a0',
  '\u3000',
  '\u200b',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\0',
  '/',
  '%20',
  '.',
];
const LOOKALIKES: Readonly<Record<string, readonly string[]>> = {
  a: ['а', 'ａ', 'á', 'a\u0301', 'ª', 'ᵃ', 'ⓐ'],
  c: ['с', 'ｃ', 'ⓒ', 'ⅽ'],
  d: ['ｄ', 'ⓓ', 'ⅾ'],
  e: ['е', 'ｅ', 'ⓔ', 'ℯ'],
  i: ['і', 'ｉ', 'ı', 'İ', 'ⅰ', 'ⓘ'],
  k: ['\u212a', 'ｋ', 'ⓚ'],
  l: ['ｌ', 'ⅼ', 'ⓛ'],
  m: ['ｍ', 'ⅿ', 'ⓜ'],
  n: ['ｎ', 'ⓝ', 'ⁿ'],
  o: ['о', 'ｏ', 'ⓞ', 'º'],
  r: ['ｒ', 'ⓡ'],
  s: ['ſ', 'ｓ', 'ⓢ', 'ﬆ'],
  t: ['ｔ', 'ⓣ'],
  '-': ['\u2010', '－', '\u2212'],
};

/** A name whose characters are written in other ways, with things around and between them. */
const spelling = fc.tuple(fc.constantFrom(...NAMES), fc.nat()).map(([name, seed]) => {
  let state = seed;
  // A small generator of 0 to 50 of its own: drawing each character's choice from fast-check took ten times as long.
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % 51;
  };
  const letters = Array.from(name, (char) => {
    const others = [char.toUpperCase(), ...(LOOKALIKES[char] ?? [])];
    const chosen = next();
    const letter = chosen < 25 ? char : (others[chosen % others.length] ?? char);
    return next() < 2 ? letter + (AROUND[next() % AROUND.length] ?? '') : letter;
  });
  const edge = () => (next() < 15 ? (AROUND[next() % AROUND.length] ?? '') : '');
  return { name, typed: edge() + letters.join('') + edge() };
});

test('100,000 spellings: what may be a username has the canonical key of the name it looks like', () => {
  let refused = 0;
  let same = 0;
  fc.assert(
    fc.property(spelling, ({ name, typed }) => {
      try {
        parseUsername(typed);
      } catch (error) {
        assert.ok(error instanceof AppError && error.code === 'invalid-input');
        refused += 1;
        return;
      }
      // A dot behind the name makes another name, and looks like one.
      if (typed.includes('.')) return;
      same += 1;
      assert.equal(canonicalName(typed), name);
      assert.equal(canonicalName(canonicalName(typed)), name);
    }),
    { numRuns: 100_000, seed: 2 },
  );
  assert.ok(refused > 1000 && same > 1000, `${refused} refused, ${same} the same`);
});

let opened: TestCore;
let administrator: Caller;
before(async () => {
  opened = await openCore();
  for (const name of NAMES) await opened.signIn(name);
  administrator = await opened.signIn('boss', { admin: true });
});
after(() => opened.close());

/** Each write path that takes a name; gives the id of the user that it reached. */
const PATHS: Readonly<Record<string, (core: Core, caller: Caller, typed: string) => Promise<string>>> = {
  createUser: async (core, caller, typed) =>
    (await core.createUser(caller, { username: typed, password: TEST_PASSWORD })).id,
  setUserDisabled: async (core, caller, typed) =>
    (await core.setUserDisabled(caller, { user: { username: typed }, disabled: false })).id,
  setUserAdmin: async (core, caller, typed) =>
    (await core.setUserAdmin(caller, { user: { username: typed }, admin: true })).id,
  createGrant: async (core, caller, typed) =>
    (await core.createGrant(caller, { to: `user:${typed}`, role: 'viewer', space: 'apps' })).to.id,
  registerService: async (core, caller, typed) =>
    (await core.registerService(caller, { name: 'bot', owner: { username: typed }, grants: [] })).service
      .owner?.id ?? '',
};

for (const [path, run] of Object.entries(PATHS)) {
  test(`${path}: refused, or the same user`, async () => {
    const ids = new Map<string, string>();
    for (const name of NAMES)
      ids.set(name, (await opened.core.findUser(administrator, { username: name })).id);
    const outcomes = new Map<string, number>();
    for (const { name, typed } of fc.sample(spelling, { numRuns: 300, seed: 3 })) {
      let outcome = 'same';
      try {
        const id = await run(opened.core, administrator, typed);
        // A new user whose name has a dot more is another name, and looks like one.
        if (typed.includes('.')) continue;
        assert.equal(id, ids.get(name), JSON.stringify(typed));
      } catch (error) {
        assert.ok(error instanceof AppError, String(error));
        outcome = error.code;
      }
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const known = ['same', 'invalid-input', 'not-found', 'conflict'];
    assert.deepEqual(
      [...outcomes.keys()].filter((code) => !known.includes(code)),
      [],
    );
    assert.ok(outcomes.size >= 2, JSON.stringify([...outcomes]));
  });
}
