// SECURITY-DESIGN section 6, row 1 (CVE-2025-6000, an audit file that the API could point anywhere): no member of any
// request becomes a path that is written or an address that is called.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { fill, ROWS } from '../isolation/route-rows.ts';
import { headersFor, openTenants, sender } from '../isolation/tenants.ts';
import { memberPaths, replaced } from './members.ts';

test('a path or a URL in any member of any request is data', async (context) => {
  const tenants = await openTenants();
  const folder = mkdtempSync(join(tmpdir(), 'polyvault-row-1-'));
  const calls: string[] = [];
  const listener = createServer((socket) => {
    calls.push(socket.remoteAddress ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = listener.address() as AddressInfo;
    const before = readdirSync(tenants.server.dataDir).sort();
    const send = sender(tenants.server);
    const evil = [join(folder, 'written'), `file://${folder}/written`, `http://127.0.0.1:${port}/`];
    const root = await tenants.signIn('root');
    let sent = 0;
    for (const row of ROWS) {
      const path = fill(row.path, tenants.hers);
      const json: unknown = fill(row.json, tenants.hers);
      for (const member of memberPaths(json)) {
        for (const text of evil) {
          const { status } = await send(
            row.route.split(' ')[0] ?? '',
            path,
            headersFor(path, root),
            replaced(json, member, text),
          );
          assert.ok(status < 500, `${row.route} ${member.join('.')}: ${status}`);
          sent += 1;
        }
      }
    }
    assert.ok(sent > 100, `${sent} requests`);
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(readdirSync(tenants.server.dataDir).sort(), before);
    assert.deepEqual(calls, []);
    // The listener itself hears who calls it.
    await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    assert.equal(calls.length, 1);
    context.diagnostic(`${sent} requests`);
  } finally {
    listener.close();
    rmSync(folder, { recursive: true, force: true });
    await tenants.server.close();
  }
});
