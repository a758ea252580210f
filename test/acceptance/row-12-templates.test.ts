// SECURITY-DESIGN section 6, row 12 (GHSA-59w7-v8rr-pr4p, `*` or `/` in an identity value widened a templated path):
// a name in a template is one segment or nothing, and whoever has a strange name has his own home and no other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import fc from 'fast-check';

import { AppError, isSegment, parseSpaceTemplate } from '../../server/src/core/index.ts';
import { openCore, TEST_PASSWORD } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const ODD = [
  '*',
  '**',
  'a/*',
  '../a',
  'a/b',
  '.',
  '..',
  '',
  ' ',
  'a%2fb',
  '{username}',
  'a\u0000',
  'а',
  'ａ',
  'a*',
  '**/b',
];
const names = fc.oneof(
  fc.constantFrom(...ODD),
  fc.string({
    unit: fc.constantFrom('a', 'B', '*', '/', '.', '-', '_', '@', '%', '{', '}', '\\', ' ', '\u0000', 'é'),
  }),
  fc.string(),
);

let opened: TestCore;
before(async () => {
  opened = await openCore();
});
after(() => opened.close());

test('a template renders one segment for a value, or refuses it', () => {
  const templates = ['olares/{username}', 'coder/{user_id}', '{username}', 'a/{username}/b/{username}'];
  fc.assert(
    fc.property(fc.constantFrom(...templates), names, (source, name) => {
      const template = parseSpaceTemplate(source);
      const values = { username: name, user_id: name };
      let path: string;
      try {
        path = template.render(values);
      } catch (error) {
        assert.ok(error instanceof AppError && error.code === 'invalid-input');
        assert.equal(isSegment(name), false);
        return;
      }
      assert.equal(path.split('/').length, source.split('/').length);
      assert.equal(Object.values(template.match(path) ?? {})[0], name);
    }),
    { numRuns: 20_000, seed: 12 },
  );
});

test('users with strange names: refused, or at home in one place only', async (context) => {
  const { core, system } = opened;
  const victim = await opened.signIn('victim');
  await core.createSecret(victim, { space: 'olares/victim/n/prod' }, { name: 'one', fields: { value: 'v' } });
  const tried = [...ODD, ...fc.sample(names, { numRuns: 150, seed: 12 })];
  let made = 0;
  for (const username of new Set(tried)) {
    let id: string;
    try {
      ({ id } = await core.createUser(system, { username, password: TEST_PASSWORD }));
    } catch (error) {
      assert.ok(
        error instanceof AppError && ['invalid-input', 'conflict'].includes(error.code),
        String(error),
      );
      continue;
    }
    made += 1;
    assert.ok(isSegment(username), JSON.stringify(username));
    const access = await core.describePrincipal(system, { id });
    assert.deepEqual(access.spaces.items, [], username);
    const caller = await opened.signIn(username);
    const may = async (space: string) => (await core.canI(caller, { space })).some(({ allow }) => allow);
    assert.equal(await may('olares/victim/n/prod'), false);
    assert.equal(await may('olares'), false);
    assert.equal(await may(`coder/${victim.principal.id}`), false);
    assert.equal(await may(`olares/${username}/n/prod`), true);
    if (made >= 8) break;
  }
  context.diagnostic(`${tried.length} names, ${made} of them users`);
  assert.ok(made > 0);
});
