// Lists that the server and its clients keep apart, since neither imports the other, are the same lists.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { envNameProblem } from '../../cli/src/delivery/env-names.ts';
import { ERROR_CODES as CLIENT_CODES } from '../../sdk/src/index.ts';
import { ERROR_CODES } from '../../server/src/base/errors.ts';
import { RESERVED_NAMES, RESERVED_PREFIXES } from '../../server/src/dialects/coder/reserved-names.ts';

test('the client refuses every variable that the coder dialect refuses', () => {
  assert.ok(RESERVED_NAMES.size > 20);
  for (const name of RESERVED_NAMES) assert.equal(envNameProblem(name), `${name} is a reserved variable`);
  for (const prefix of RESERVED_PREFIXES) assert.notEqual(envNameProblem(`${prefix}X`), null);
});

test('the client knows every error code of the server, and two of its own', () => {
  assert.deepEqual(CLIENT_CODES.slice(0, -2), ERROR_CODES);
  assert.deepEqual(CLIENT_CODES.slice(-2), ['unreachable', 'unexpected-answer']);
});
