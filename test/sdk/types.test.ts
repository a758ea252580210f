// The client's types are made of the OpenAPI document: what is in the tree is what would be made now.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { GENERATED, generateTypes } from './generate-types.ts';

test('sdk/src/openapi.ts is what the server documents; `npm run sdk:types` writes it anew', async () => {
  assert.equal(readFileSync(GENERATED, 'utf8'), await generateTypes(), 'run `npm run sdk:types`');
});
