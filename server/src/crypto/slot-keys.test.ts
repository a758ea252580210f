// Keys of slots: text and back, a passphrase's key depends on every part, and stored work out of bounds is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bothKeys, newPassphraseParameters, parseSlotKey, passphraseKey, slotKeyText } from './slot-keys.ts';
import { newSlotKey } from './seal-slot.ts';

const cheap = { memoryCost: 65_536, timeCost: 2, salt: Buffer.alloc(16, 7).toString('base64') };

test('the text of a key gives the key back, every other text nothing', () => {
  const key = newSlotKey();
  const text = slotKeyText(key);
  assert.deepEqual(parseSlotKey(`${text}\n`), Buffer.from(key));
  for (const other of ['', text.slice(0, -8), text.slice(1), text.replace('-1:', '-2:')]) {
    assert.equal(parseSlotKey(other), null);
  }
});

test('a passphrase gives the same key again, and another one for any other letter or salt', async () => {
  const key = await passphraseKey('many small bridges', cheap);
  assert.equal(key.length, 32);
  assert.deepEqual(await passphraseKey('many small bridges', cheap), key);
  assert.notDeepEqual(await passphraseKey('many small bridgeS', cheap), key);
  const salt = newPassphraseParameters().salt;
  assert.notDeepEqual(await passphraseKey('many small bridges', { ...cheap, salt }), key);
});

test('what is made asks for 256 MiB and 3 passes', () => {
  const { memoryCost, timeCost } = newPassphraseParameters();
  assert.deepEqual([memoryCost, timeCost], [262_144, 3]);
});

test('stored parameters that are too weak, too greedy or no numbers are refused before any work', async () => {
  const bad = [
    { memoryCost: 65_535 },
    { memoryCost: 1_048_577 },
    { memoryCost: 65_536.5 },
    { memoryCost: Number.NaN },
    { timeCost: 1 },
    { timeCost: 11 },
    { salt: '' },
    { salt: Buffer.alloc(8).toString('base64') },
  ];
  for (const change of bad) {
    await assert.rejects(passphraseKey('p', { ...cheap, ...change }), { code: 'integrity-failed' });
  }
});

test('a key and a passphrase make a key of their own, in this order only', () => {
  const [a, b] = [newSlotKey(), newSlotKey()];
  assert.notDeepEqual(bothKeys(a, b), bothKeys(b, a));
  assert.deepEqual(bothKeys(a, b), bothKeys(a, b));
});
