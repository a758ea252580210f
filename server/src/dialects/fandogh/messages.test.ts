// Both languages say something of their own for every text, and the words that clients look for are in both.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CATALOGUE, messagesFor } from './messages.ts';
import type { Messages } from './messages.ts';

function textOf(messages: Messages, key: keyof Messages): string {
  const entry = messages[key];
  return typeof entry === 'string' ? entry : entry('my-name' as never);
}

test('every text is Persian in the one catalogue and ASCII in the other', () => {
  for (const key of Object.keys(CATALOGUE.en) as (keyof Messages)[]) {
    assert.match(textOf(CATALOGUE.fa, key), /\p{Script=Arabic}/u, key);
    assert.match(textOf(CATALOGUE.en, key), /^[\x20-\x7e]+$/, key);
  }
  assert.deepEqual(Object.keys(CATALOGUE.fa), Object.keys(CATALOGUE.en));
});

test('parameters are part of the text in both', () => {
  for (const messages of Object.values(CATALOGUE)) {
    for (const key of ['secretCreated', 'secretReplaced', 'secretDeleted', 'retypeRefused'] as const) {
      assert.match(messages[key]('my-name'), /my-name/);
    }
    assert.match(messages.tooLarge(1024), /1024/);
  }
});

test('the dashboard finds the word Namespace in both', () => {
  for (const messages of Object.values(CATALOGUE)) {
    assert.match(messages.namespaceRefused, /Namespace/);
    assert.match(messages.namespaceUnchosen, /Namespace/);
  }
});

test('the prefix alone chooses the language', () => {
  assert.equal(messagesFor({ url: '/fa/api/secrets' }), CATALOGUE.fa);
  assert.equal(messagesFor({ url: '/api/secrets?x=/fa/' }), CATALOGUE.en);
});
