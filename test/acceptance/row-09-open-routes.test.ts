// SECURITY-DESIGN section 6, row 9 (CVE-2026-5807, an unauthenticated cancel): what can be called without a token is
// a frozen list, and every other route of the running server refuses whoever sends none, before it does anything.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { samplePath, stateOf } from '../isolation/hers.ts';
import { isOpen, isPreflight, OPEN_ROUTES } from '../isolation/route-rows.ts';
import { headersFor, openTenants, sender } from '../isolation/tenants.ts';
import type { Tenants } from '../isolation/tenants.ts';

let tenants: Tenants;
before(async () => {
  tenants = await openTenants();
});
after(() => tenants.server.close());

test('without a token every route but the frozen ones refuses, whatever its body', async (context) => {
  const send = sender(tenants.server);
  const before = stateOf(tenants);
  const guarded = tenants.server.routes.filter(({ method, url }) => !isOpen(`${method} ${url}`));
  for (const { method, url } of guarded) {
    const path = samplePath(url, tenants.hers);
    for (const body of method === 'GET' ? [undefined] : [undefined, {}, { name: 'x', value: 'x' }]) {
      const { status, text } = await send(
        method,
        path,
        headersFor(path, { token: null, accessToken: null }),
        body,
      );
      assert.ok(
        status === 401 || (status === 403 && url.endsWith('/nonce')),
        `${method} ${url}: ${status} ${text}`,
      );
    }
  }
  assert.equal(stateOf(tenants), before);
  assert.equal(
    OPEN_ROUTES.length,
    37,
    'a new open route is a decision: look at it twice, then change this number',
  );
  const preflights = tenants.server.routes.filter(({ method, url }) => isPreflight(`${method} ${url}`));
  context.diagnostic(
    `${guarded.length} guarded routes, ${OPEN_ROUTES.length} open ones, ${preflights.length} CORS preflights`,
  );
});
