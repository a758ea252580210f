// Tokens: one shape for all dialects, and a typing error is recognised before anything is looked up.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { newToken, randomText, tokenHash } from './tokens.ts';

test('a token is 52 characters that decode as standard Base64, and no two are alike', () => {
  const tokens = Array.from({ length: 300 }, () => newToken());
  assert.equal(new Set(tokens).size, tokens.length);
  for (const token of tokens) {
    assert.match(token, /^pvt1[0-9A-Za-z]{48}$/);
    assert.equal(Buffer.from(token, 'base64').toString('base64'), token);
    assert.deepEqual(tokenHash(token), createHash('sha256').update(token).digest());
  }
});

test('every single changed character, and every other length, is no token', () => {
  const token = newToken();
  for (let index = 0; index < token.length; index += 1) {
    const other = token[index] === 'x' ? 'y' : 'x';
    assert.equal(tokenHash(token.slice(0, index) + other + token.slice(index + 1)), null);
    assert.equal(tokenHash(token.slice(0, index)), null);
  }
  const swapped = token.slice(0, 10) + token.charAt(11) + token.charAt(10) + token.slice(12);
  if (swapped !== token) assert.equal(tokenHash(swapped), null);
  for (const text of [
    '',
    `${token} `,
    ` ${token}`,
    `${token}\n`,
    `${token}=`,
    token.toUpperCase(),
    'é'.repeat(52),
  ]) {
    assert.equal(tokenHash(text), null);
  }
});

test('randomText has the length that was asked for, of the token alphabet', () => {
  for (const length of [1, 12, 20, 64]) {
    const texts = Array.from({ length: 50 }, () => randomText(length));
    for (const text of texts) assert.match(text, new RegExp(`^[0-9A-Za-z]{${length}}$`));
    if (length > 10) assert.equal(new Set(texts).size, texts.length);
  }
});
