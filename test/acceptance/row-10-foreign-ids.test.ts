// SECURITY-DESIGN section 6, row 10 (CVE-2026-45808, a foreign lease revoked by its id): every id and name of alice's
// in every place of every path and query, whatever kind of id belongs there, does nothing for another tenant.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { holdsNothingOfHers, stateOf } from '../isolation/hers.ts';
import { isOpen } from '../isolation/route-rows.ts';
import { bearer, headersFor, openTenants, sender } from '../isolation/tenants.ts';
import type { Actor, Tenants } from '../isolation/tenants.ts';

let tenants: Tenants;
let bob: Actor;
before(async () => {
  tenants = await openTenants();
  bob = await tenants.signIn('bob');
});
after(() => tenants.server.close());

/** A body that is whole enough for most routes that want one. */
function bodyWith(id: string, space: string) {
  return { space, name: 'new', value: 'v', to: 'user:bob', role: 'reader', username: id, disabled: true };
}

test('no id of hers works in any place', async (context) => {
  const send = sender(tenants.server);
  const before = stateOf(tenants);
  const { space = '' } = tenants.hers;
  const ids = [...new Set(Object.values(tenants.hers))];
  const withParameter = tenants.server.routes.filter(
    ({ method, url }) => url.includes(':') && !isOpen(`${method} ${url}`) && method !== 'OPTIONS',
  );
  let tried = 0;
  for (const { method, url } of withParameter) {
    for (const id of ids) {
      const path = url.replace(/:\w+/g, encodeURIComponent(id));
      const asked = path.startsWith('/pv') ? `${path}?space=${space}` : path;
      const body = method === 'GET' ? undefined : bodyWith(id, space);
      const answer = await send(method, asked, headersFor(path, bob), body);
      holdsNothingOfHers(`${method} ${url} with ${id}`, answer);
      tried += 1;
    }
  }
  assert.equal(stateOf(tenants), before);
  context.diagnostic(`${withParameter.length} routes, ${ids.length} ids and names, ${tried} calls`);
});

test('control: the owner of an id gets through', async () => {
  const send = sender(tenants.server);
  const alice = bearer((await tenants.signIn('alice')).token);
  const before = stateOf(tenants);
  const { status } = await send('DELETE', `/pv/v1/tokens/${tenants.hers['tokenId'] ?? ''}`, alice);
  assert.equal(status, 204);
  assert.notEqual(stateOf(tenants), before);
});
