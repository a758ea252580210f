// Shares: any sufficient set gives the key; a damaged, foreign, doubled or missing one is named and gives nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { newSlotKey } from './seal-slot.ts';
import { combineShares, splitSlotKey } from './shares.ts';

const slotId = newId();
const key = newSlotKey();
const { texts, parameters } = await splitSlotKey(key, slotId, { shares: 5, threshold: 3 });

/** Every choice of some of the shares. */
function subsets(size: number): readonly (readonly string[])[] {
  return Array.from({ length: 32 }, (_, bits) => texts.filter((_text, index) => (bits >> index) & 1)).filter(
    ({ length }) => length === size,
  );
}

async function refused(shares: readonly string[], message: RegExp): Promise<void> {
  await assert.rejects(combineShares(shares, slotId, parameters), (error) => {
    assert.ok(error instanceof AppError && error.code === 'invalid-input');
    assert.match(error.message, message);
    for (const share of shares) assert.ok(share === '' || !error.message.includes(share));
    return true;
  });
}

test('every three, four or five of the shares give the key, in any order', async () => {
  for (const shares of [3, 4, 5].flatMap(subsets)) {
    assert.deepEqual([...(await combineShares(shares, slotId, parameters))], [...key]);
    assert.deepEqual([...(await combineShares([...shares].reverse(), slotId, parameters))], [...key]);
  }
});

test('too few are counted, a doubled one is named', async () => {
  for (const size of [0, 1, 2]) {
    for (const shares of subsets(size)) await refused(shares, new RegExp(`^${size} shares were given, 3`));
  }
  const [one = '', two = ''] = texts;
  await refused([one, two, one], /^Share 1 was given twice/);
});

test('a share with any other character, number or slot is named, and gives no key', async () => {
  const [one = '', two = '', three = ''] = texts;
  const at = three.lastIndexOf(':') + 1;
  for (let index = at; index < three.length; index += 1) {
    const other = three[index] === 'A' ? 'B' : 'A';
    await refused([one, two, three.slice(0, index) + other + three.slice(index + 1)], /^Share 3 is damaged/);
  }
  await refused([one, two, three.replace(':3:', ':4:')], /^Share 4 is damaged/);
  await refused([one, two, three.replace(':3:', ':9:')], /^Share 9 is damaged/);
  const foreign = await splitSlotKey(key, newId(), { shares: 5, threshold: 3 });
  await refused([one, two, foreign.texts[2] ?? ''], /^Share 3 belongs to another seal slot/);
  for (const text of ['', 'not one', three.slice(0, -1), `${three}A`]) {
    await refused([one, two, text], /^This is not a whole share/);
  }
});
