// A store that fails never looks like a missing secret, whose failures are inner ones (olares.md 2.3, 2.4).
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../../core/index.ts';
import { ANSWERS, isDenial, outerMessage } from './errors.ts';

test('broken, sealed and unreachable are failures of the backend', () => {
  for (const code of ['decrypt-failed', 'integrity-failed', 'sealed', 'unavailable', 'internal'] as const) {
    assert.equal(ANSWERS[code].place, 'backend', code);
    assert.match(outerMessage(new AppError(code, 'm')), /^invoke provider err: code 50[03], ./);
  }
});

test('a space that may not be seen and an action that may not be done are denied alike', () => {
  const hidden = new AppError('not-found', 'm', { details: { object: 'space' } });
  const missing = new AppError('not-found', 'm', { details: { object: 'secret' } });
  assert.equal(isDenial(hidden), true);
  assert.equal(isDenial(missing), false);
  assert.equal(outerMessage(hidden), 'data access denied');
  assert.equal(outerMessage(new AppError('forbidden', 'm')), 'data access denied');
});

test('the message of the outer envelope never repeats what an error says', () => {
  assert.doesNotMatch(outerMessage(new AppError('internal', 'a stray detail')), /stray/);
});
