// SECURITY-DESIGN section 6, row 6 (CVE-2025-62513, raw bodies and numbers unredacted in audit): a canary in every
// type and at every position of every request is neither in the log nor in an audit event.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fill, ROWS } from '../isolation/route-rows.ts';
import { bearer, headersFor, openTenants, sender } from '../isolation/tenants.ts';
import { memberPaths, replaced } from './members.ts';

const TEXT = 'c4naryEverywhere';
const NUMBER = 7_316_529_048_113;

/** Members that name what a request is about: as texts they belong into its event. */
const NAMES = new Set([
  ...['name', 'space', 'path', 'to', 'role', 'username', 'email', 'id', 'provider', 'providerName', 'member'],
  ...['clientId', 'app', 'appid', 'app_key', 'token_name', 'owner', 'group', 'principal', 'spaces'],
  // Of a move or a copy.
  ...['from', 'names'],
]);

test('no canary of any type is in the log or in the audit events', async (context) => {
  const tenants = await openTenants();
  try {
    const send = sender(tenants.server);
    const actors = [
      await tenants.signIn('root'),
      await tenants.signIn('bob'),
      { token: null, accessToken: null },
    ];
    let sent = 0;
    for (const row of ROWS) {
      const method = row.route.split(' ')[0] ?? '';
      const path = fill(row.path, tenants.hers);
      const json: unknown = fill(row.json, tenants.hers);
      const bodies = memberPaths(json).flatMap((member) => {
        const key = String(member.findLast((part) => typeof part === 'string'));
        const forms: unknown[] = [NUMBER, -NUMBER, [TEXT], { deep: [{ deeper: TEXT }] }, [NUMBER, TEXT]];
        if (!NAMES.has(key)) forms.push(TEXT);
        return forms.map((form) => replaced(json, member, form));
      });
      if (typeof json === 'object' && json !== null)
        bodies.push({ ...json, extra: TEXT }, { extra: NUMBER }, [TEXT]);
      for (const body of bodies) {
        for (const actor of actors) {
          await send(method, path, headersFor(path, actor), body);
          sent += 1;
        }
      }
      const headers = headersFor(path, { token: TEXT, accessToken: TEXT });
      await send(method, path, headers, json);
    }
    assert.ok(sent > 300, `${sent} requests`);
    const { token } = await tenants.signIn('root');
    const exported = await send('GET', '/pv/v1/audit/export', bearer(token));
    assert.equal(exported.status, 200);
    for (const [where, text] of [
      ['audit', exported.text],
      ['log', tenants.server.logs()],
    ] as const) {
      for (const mark of [TEXT, String(NUMBER)]) {
        const at = text.indexOf(mark);
        assert.equal(at, -1, `${where}: ...${text.slice(Math.max(0, at - 200), at)}`);
      }
    }
    assert.ok(exported.text.includes('alice'), 'the export holds events');
    context.diagnostic(`${sent} requests, ${exported.text.split('\n').length} events`);
  } finally {
    await tenants.server.close();
  }
});
