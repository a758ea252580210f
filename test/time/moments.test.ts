// A space is written at random, and what it was is written down beside it: every moment reads as it was, going back gives
// exactly that, a preview changes nothing and says what is then done, and going back can be taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const SPACE = 'apps/shop';
const NAMES = ['a', 'b', 'c', 'd'];
const ROUNDS = 150;

/** A small generator, so that a failure can be looked at again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

async function stateOf({ core, system }: TestCore): Promise<string> {
  const contents = await core.readSecrets(system, { space: SPACE });
  return JSON.stringify(
    contents.map(({ metadata, fields }) => [
      ...[metadata.name, metadata.description, metadata.delivery.env],
      [...fields].map(([name, text]) => [name, text.reveal()]),
    ]),
  );
}

async function change(opened: TestCore, random: (below: number) => number, index: number): Promise<void> {
  const { core, system } = opened;
  const { items } = await core.listSecrets(system, { space: SPACE });
  const one = items[random(Math.max(items.length, 1))];
  const free = NAMES.filter((name) => !items.some((item) => item.name === name));
  const name = free[random(Math.max(free.length, 1))];
  const { secrets } = await core.listTrash(system, { space: SPACE });
  const trashed = secrets[random(Math.max(secrets.length, 1))];
  const kind = random(7);
  if (kind <= 1 && name !== undefined) {
    await core.putSecret(system, { space: SPACE, name }, { fields: { value: `v${index}` } });
  } else if (kind === 2 && one !== undefined) {
    await core.putSecret(system, { space: SPACE, name: one.name }, { fields: { value: `v${random(3)}` } });
  } else if (kind === 3 && one !== undefined && name !== undefined) {
    await core.changeSecret(system, { space: SPACE, name: one.name }, { name });
  } else if (kind === 4 && one !== undefined) {
    const env = items.some(({ delivery }) => delivery.env === 'E') ? null : 'E';
    await core.changeSecret(
      system,
      { space: SPACE, name: one.name },
      { description: `d${index}`, delivery: { env } },
    );
  } else if (kind === 5 && one !== undefined) {
    await core.deleteSecret(system, { space: SPACE, name: one.name });
  } else if (kind === 6 && trashed !== undefined && name !== undefined) {
    const target = { space: SPACE, id: trashed.id };
    await core.restoreSecret(system, target, { name, delivery: { env: null } });
  }
}

test('every moment of a space written at random is listed, gone back to and left again', async () => {
  let now = Date.now();
  const opened = await openCore({ now: () => now });
  const { core, system } = opened;
  const random = randomOf(7);
  const moments: { readonly at: number; readonly state: string }[] = [];
  const seen = new Set<string>();
  try {
    await core.createSpace(system, { path: SPACE });
    for (let index = 0; index < ROUNDS; index += 1) {
      now += 1000;
      await change(opened, random, index);
      moments.push({ at: now, state: await stateOf(opened) });
      if (index % 5 !== 4) continue;
      const target = moments[random(moments.length)];
      assert.ok(target !== undefined);
      now += 1000;
      const before = await stateOf(opened);
      const preview = await core.restoreSpace(system, { space: SPACE, at: target.at, preview: true });
      assert.equal(await stateOf(opened), before, 'a preview changes nothing');
      const listed = await core.listSecretsAt(system, { space: SPACE, at: target.at });
      const then = (JSON.parse(target.state) as [string][]).map(([name]) => name);
      assert.deepEqual(
        listed.map(({ name }) => name),
        then,
      );
      const diff = await core.diffSpaces(system, {
        from: { space: SPACE, at: target.at },
        to: { space: SPACE },
      });
      assert.equal(diff.items.length === 0, target.state === before, 'a difference is one');
      const done = await core.restoreSpace(system, { space: SPACE, at: target.at, preview: false });
      assert.deepEqual(done, preview);
      assert.equal(await stateOf(opened), target.state, `round ${index}`);
      for (const { steps } of done) for (const step of steps) seen.add(step);
      moments.push({ at: now, state: target.state });
      if (random(2) === 0) continue;
      const back = now - 1;
      now += 1000;
      await core.restoreSpace(system, { space: SPACE, at: back, preview: false });
      assert.equal(await stateOf(opened), before, 'and back again');
      moments.push({ at: now, state: before });
    }
    assert.deepEqual([...seen].sort(), ['content', 'metadata', 'trash', 'untrash']);
    assert.deepEqual(await opened.scrubber.round(), []);
  } finally {
    await opened.close();
  }
});

test('names that were exchanged are exchanged back; what was destroyed stays as it is, what moved away stays there', async () => {
  let now = Date.now();
  const opened = await openCore({ now: () => now });
  const { core, system } = opened;
  const put = (name: string, value: string) =>
    core.putSecret(system, { space: SPACE, name }, { fields: { value } });
  const rename = (name: string, to: string) =>
    core.changeSecret(system, { space: SPACE, name }, { name: to });
  try {
    for (const name of ['a', 'b', 'c', 'd']) await put(name, `of ${name}`);
    const at = now;
    now += 1000;
    await rename('a', 'x');
    await rename('b', 'a');
    await rename('x', 'b');
    await put('c', 'newer');
    await core.destroyVersions(system, { space: SPACE, name: 'c' }, { versions: [1] });
    await core.moveSecrets(system, { from: SPACE }, { names: ['d'], to: 'apps/else' });
    now += 1000;
    const steps = await core.restoreSpace(system, { space: SPACE, at, preview: false });
    assert.deepEqual(
      steps.map((step) => [step.name, step.nameNow, step.steps]),
      [
        ['a', 'b', ['metadata']],
        ['b', 'a', ['metadata']],
        ['c', 'c', ['lost']],
        ['d', 'd', ['elsewhere']],
      ],
    );
    const contents = await core.readSecrets(system, { space: SPACE });
    assert.deepEqual(
      contents.map(({ metadata, fields }) => [metadata.name, fields.get('value')?.reveal()]),
      [
        ['a', 'of a'],
        ['b', 'of b'],
        ['c', 'newer'],
      ],
    );
  } finally {
    await opened.close();
  }
});
