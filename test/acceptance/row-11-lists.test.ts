// SECURITY-DESIGN section 6, row 11 (GHSA-xp3c-3jw3-4vcr, LIST slipped past a deny): what a list shows is what one
// may see one by one, in random worlds of grants and denials, for secrets and for spaces.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { AppError } from '../../server/src/core/index.ts';
import type { Caller } from '../../server/src/core/index.ts';
import { randomFrom } from '../access/random.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const ROUNDS = 25;
const PATHS = ['a', 'a/b', 'a/b/c', 'a/d', 'e', 'e/f', 'ab', 'a/b-c'];
const PATTERNS = ['a', 'a/*', 'a/**', 'a/b', 'a/b/*', 'a/b/**', 'e/**', '**', '*'];

let opened: TestCore;
let bob: Caller;
before(async () => {
  opened = await openCore();
  bob = await opened.signIn('bob');
  for (const space of PATHS) {
    await opened.core.createSecret(opened.system, { space }, { name: 'one', fields: { value: 'v' } });
  }
});
after(() => opened.close());

async function maySee(space: string): Promise<boolean> {
  try {
    await opened.core.describeSecret(bob, { space, name: 'one' });
    return true;
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'not-found', String(error));
    return false;
  }
}

test(`${ROUNDS} random worlds: lists and single looks agree`, async (context) => {
  const { core, system } = opened;
  const random = randomFrom(11);
  const shown = { listed: 0, hidden: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const grants: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const effect = random.below(3) === 0 ? 'deny' : 'allow';
      const role = random.pick(['viewer', 'actions:list', 'actions:read', 'owner']);
      const grant = { to: 'user:bob', role, space: random.pick(PATTERNS), effect } as const;
      grants.push((await core.createGrant(system, grant)).id);
    }
    const single: string[] = [];
    for (const path of PATHS) if (await maySee(path)) single.push(path);
    const spaces = (await core.listSpaces(bob, {})).map(({ path }) => path);
    assert.deepEqual([...spaces].sort(), [...single].sort());
    for (const root of PATHS) {
      const { items } = await core.listSecrets(bob, { space: root, recursive: true });
      const below = single.filter((path) => path === root || path.startsWith(`${root}/`));
      assert.deepEqual(items.map(({ space }) => space).sort(), [...below].sort(), root);
    }
    shown.listed += single.length;
    shown.hidden += PATHS.length - single.length;
    for (const id of new Set(grants)) await core.deleteGrant(system, { id });
  }
  context.diagnostic(`${shown.listed} spaces listed, ${shown.hidden} hidden`);
  assert.ok(shown.listed > ROUNDS && shown.hidden > ROUNDS);
});
