// SECURITY-DESIGN section 6, row 5 (CVE-2025-6203, complex JSON that exhausted memory, also through the audit log):
// nested and huge bodies are refused in every dialect, with bounded memory and short audit events.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fill, ROWS } from '../isolation/route-rows.ts';
import { bearer, headersFor, openTenants, sender } from '../isolation/tenants.ts';

const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(',');

const BODIES: Readonly<Record<string, string>> = {
  'deep lists': '['.repeat(200_000) + ']'.repeat(200_000),
  'deep objects': '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
  'deep and never closed': '{"a":['.repeat(100_000),
  'many members': `{${many(60_000, (index) => `"m${index}":0`)}}`,
  'many items': `{"name":[${many(200_000, () => '[]')}]}`,
  'a long number': `{"name":${'9'.repeat(500_000)}}`,
  'a number out of range': '{"name":1e99999}',
  'a long text': `{"name":"${'n'.repeat(900_000)}"}`,
  'over the limit': `{"name":"${'n'.repeat(2_000_000)}"}`,
};

test('nested and huge bodies are refused everywhere, and leave little behind', async (context) => {
  const tenants = await openTenants();
  try {
    const send = sender(tenants.server);
    const alice = await tenants.signIn('alice');
    const begun = process.memoryUsage().rss;
    let sent = 0;
    for (const row of ROWS.filter(({ json }) => json !== undefined)) {
      const method = row.route.split(' ')[0] ?? '';
      const path = fill(row.path, tenants.hers);
      for (const [name, body] of Object.entries(BODIES)) {
        const response = await fetch(tenants.server.base + path, {
          method,
          headers: { 'content-type': 'application/json', ...headersFor(path, alice) },
          body,
        });
        const text = await response.text();
        // Coder and Olares ignore members that they do not know, however many they are (coder.md 1.2, olares.md 2.1).
        const ignores = path.startsWith('/api/v2') || /^\/(system-server|permission|[A-Z])/.test(path);
        const refused = response.status >= 400 || ignores;
        assert.ok(response.status < 500 && refused, `${row.route}, ${name}: ${response.status}`);
        assert.ok(text.length < 20_000, `${row.route}, ${name}: an answer of ${text.length} characters`);
        sent += 1;
      }
    }
    const grown = Math.round((process.memoryUsage().rss - begun) / 1024 ** 2);
    assert.ok(grown < 512, `${grown} MiB more`);
    const { token } = await tenants.signIn('root');
    const audit = await send('GET', '/pv/v1/audit?limit=1000', bearer(token));
    const { items } = JSON.parse(audit.text) as { readonly items: readonly unknown[] };
    assert.ok(items.length > 100);
    for (const event of items) assert.ok(JSON.stringify(event).length < 4000);
    context.diagnostic(`${sent} bodies, ${grown} MiB more resident`);
  } finally {
    await tenants.server.close();
  }
});
