import assert from 'node:assert/strict';
import { test } from 'node:test';

import { randomFrom } from '../access/random.ts';
import { Disk } from './disk.ts';

const time = 0n;
const text = (files: ReadonlyMap<string, Buffer>, name: string) => files.get(name)?.toString();

function cuts(disk: Disk, name: string): Set<string | undefined> {
  const random = randomFrom(1);
  return new Set(Array.from({ length: 200 }, () => text(disk.afterCut(random), name)));
}

test('what was synced stays, what was not may go', () => {
  const disk = new Disk(new Map([['a', Buffer.from('old')]]));
  disk.apply({ type: 'opened', time, inode: 1n, name: 'a', emptied: false });
  disk.apply({ type: 'written', time, inode: 1n, offset: 0, bytes: Buffer.from('new') });
  assert.deepEqual(cuts(disk, 'a'), new Set(['old', 'new']));
  disk.apply({ type: 'synced', time, inode: 1n });
  assert.deepEqual(cuts(disk, 'a'), new Set(['new']));
});

test('a write tears between sectors', () => {
  const disk = new Disk(new Map([['a', Buffer.alloc(1024, '.')]]));
  disk.apply({ type: 'opened', time, inode: 1n, name: 'a', emptied: false });
  disk.apply({ type: 'written', time, inode: 1n, offset: 0, bytes: Buffer.alloc(1024, '#') });
  const states = [...cuts(disk, 'a')].map(
    (state) => `${state?.[0]}${state?.[511]}${state?.[512]}${state?.[1023]}`,
  );
  assert.deepEqual(new Set(states), new Set(['....', '##..', '..##', '####']));
});

test('a new name, a rename and a removal hold when the folder was synced', () => {
  const disk = new Disk(new Map([['a', Buffer.from('old')]]));
  disk.apply({ type: 'opened', time, inode: 2n, name: 'a.new', emptied: true });
  disk.apply({ type: 'written', time, inode: 2n, offset: 0, bytes: Buffer.from('new') });
  disk.apply({ type: 'synced', time, inode: 2n });
  disk.apply({ type: 'renamed', time, from: 'a.new', to: 'a' });
  assert.deepEqual(cuts(disk, 'a'), new Set(['old', 'new']));
  disk.apply({ type: 'folder-synced', time });
  assert.deepEqual(cuts(disk, 'a'), new Set(['new']));
  disk.apply({ type: 'removed', time, name: 'a' });
  assert.deepEqual(cuts(disk, 'a'), new Set(['new', undefined]));
});

test('an inode that is used again is another file', () => {
  const disk = new Disk(new Map());
  disk.apply({ type: 'opened', time, inode: 1n, name: 'a', emptied: false });
  disk.apply({ type: 'written', time, inode: 1n, offset: 0, bytes: Buffer.from('a') });
  disk.apply({ type: 'synced', time, inode: 1n });
  disk.apply({ type: 'removed', time, name: 'a' });
  disk.apply({ type: 'opened', time, inode: 1n, name: 'b', emptied: false });
  disk.apply({ type: 'folder-synced', time });
  assert.deepEqual(cuts(disk, 'b'), new Set(['']));
});
