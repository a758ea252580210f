// One space behind every dialect: what one writes, the others read, byte for byte, and list as far as they can
// express it; what they cannot express is not listed and its name is taken.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { clientBootstrap, send, signInEverywhere } from '../support/dialect-clients.ts';
import type { DialectClient } from '../support/dialect-clients.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const SPACE = 'teams/shop';
const VALUES = [
  'plain',
  ' spaces kept \n',
  '{"json":"\\u0000 kept"}'.replace('\\u0000', 'é€😀'),
  'a=b=c',
  '\t"quoted"\r\n',
];

describe('one space that all dialects share', () => {
  let server: TestServer;
  let clients: readonly DialectClient[];
  let token: string;

  before(async () => {
    server = await startServer({
      bootstrap: clientBootstrap('shop'),
      settings: {
        fandogh: { space: 'teams/{namespace}' },
        appgate: { space: SPACE },
        olares: { space: 'teams/{workspace}' },
        coder: { space: SPACE },
      },
    });
    ({ clients, token } = await signInEverywhere(server, { native: SPACE, workspace: 'shop' }));
  });
  after(() => server.close());

  for (const writer of ['native', 'fandogh', 'appgate', 'olares', 'coder'] as const) {
    test(`what ${writer} writes, the others read`, async () => {
      const from = clients.find(({ name }) => name === writer);
      assert.ok(from);
      for (const [index, value] of VALUES.entries()) {
        const name = `${writer}-${index}`;
        const created = await from.create(name, value);
        assert.ok(created.status < 300, `${created.status} ${created.text}`);
        for (const reader of clients) {
          if (reader.read !== undefined)
            assert.equal(await reader.read(name), value, `${reader.name} reads ${name}`);
          assert.ok((await reader.list()).text.includes(`"${name}"`), `${reader.name} lists ${name}`);
          const again = await reader.create(name, 'other');
          assert.ok(!again.text.includes('"code":0,"message":"","data":""'));
          const stored = await clients[0]?.read?.(name);
          assert.equal(stored, value, `${reader.name} must not overwrite ${name}`);
        }
      }
    });
  }

  test('several secret fields are listed by nobody who knows one, and the name is taken', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const body = { space: SPACE, name: 'several', fields: { user: 'u', pass: 'p' } };
    assert.equal((await send(server, 'POST', '/pv/v1/secrets', headers, body)).status, 201);
    for (const client of clients) {
      const listed = (await client.list()).text.includes('"several"');
      assert.equal(listed, client.name === 'native', `${client.name} lists it: ${listed}`);
      if (client.name === 'native') continue;
      const taken = await client.create('several', 'v');
      const refused = taken.status >= 400 || /"code":\s*500/.test(taken.text);
      assert.ok(refused, `${client.name} answered ${taken.status} ${taken.text}`);
    }
  });
});
