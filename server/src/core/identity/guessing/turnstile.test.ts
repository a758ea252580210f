// Proves that attempts on one subject run one after the other, those on others beside it, and that the line is short.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Turnstile } from './turnstile.ts';

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

test('one at a time for one subject, in order, whatever fails', async () => {
  const turnstile = new Turnstile();
  let inside = 0;
  const order: number[] = [];
  const results = await Promise.allSettled(
    [0, 1, 2, 3].map((index) =>
      turnstile.pass('alice', async () => {
        inside += 1;
        assert.equal(inside, 1);
        await soon();
        order.push(index);
        inside -= 1;
        if (index === 1) throw new Error('refused');
        return index;
      }),
    ),
  );
  assert.deepEqual(order, [0, 1, 2, 3]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
});

test('subjects do not wait for each other', async () => {
  const turnstile = new Turnstile();
  let release: () => void = () => undefined;
  const first = turnstile.pass('alice', () => new Promise<void>((resolve) => (release = resolve)));
  assert.equal(await turnstile.pass('bob', async () => 'bob'), 'bob');
  release();
  await first;
});

test('who would wait too long is told so at once', async () => {
  const turnstile = new Turnstile();
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const all = Promise.allSettled(Array.from({ length: 100 }, () => turnstile.pass('alice', () => gate)));
  await assert.rejects(
    turnstile.pass('alice', async () => undefined),
    { code: 'rate-limited' },
  );
  release();
  const passed = (await all).filter(({ status }) => status === 'fulfilled').length;
  assert.equal(passed, 65);
  assert.equal(await turnstile.pass('alice', async () => 'again'), 'again');
});
