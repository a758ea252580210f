// The vectors of RFC 6238, appendix B, in the six digits that apps show, and the window around now.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newTotpSecret, totpAddress, totpStep } from './totp.ts';

/** The RFC's ASCII secret `12345678901234567890`. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** Seconds and the last six digits of the RFC's eight. */
const VECTORS: readonly (readonly [seconds: number, code: string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];

test('the vectors of RFC 6238', () => {
  for (const [seconds, code] of VECTORS) {
    assert.equal(totpStep(SECRET, code, seconds * 1000), Math.floor(seconds / 30));
  }
});

test('a code is taken one step early or late, and tells its own step', () => {
  const step = Math.floor(1_234_567_890 / 30);
  const at = (steps: number) => totpStep(SECRET, '005924', (step + steps) * 30_000);
  assert.deepEqual([-2, -1, 0, 1, 2].map(at), [null, step, step, step, null]);
});

test('what is not a code of six digits is none', () => {
  for (const code of ['', '28708', '2870820', '287083', 'abcdef', ' 287082', '-28708']) {
    assert.equal(totpStep(SECRET, code, 59_000), null, code);
  }
});

test('a new secret has 160 bits and an address that names it', () => {
  const secret = newTotpSecret();
  assert.match(secret, /^[A-Z2-7]{32}$/);
  assert.notEqual(newTotpSecret(), secret);
  const address = new URL(totpAddress(secret, 'alice'));
  assert.equal(address.protocol, 'otpauth:');
  assert.equal(address.searchParams.get('secret'), secret);
});
