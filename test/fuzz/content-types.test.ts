// SECURITY-DESIGN section 6, row 20: no spelling of a content type gets a body past its validation: each form either is refused, or the body behind it is
// judged as it would be under plain JSON (what Fastify got wrong in CVE-2025-32442 and three others).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { clientBootstrap } from '../support/dialect-clients.ts';
import { Connection } from './connection.ts';
import { CONTENT_TYPES } from './content-types.ts';
import { toBytes, travelsAlone } from './draft.ts';
import { MARK } from './marks.ts';
import { startProcess, type ServerProcess } from './server-process.ts';

let server: ServerProcess;
let token = '';

before(async () => {
  server = await startProcess(clientBootstrap('notes'));
  const body = JSON.stringify({ username: 'alice', password: 'alice has a password' });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${server.base}/pv/v1/login`, { method: 'POST', headers, body });
  ({ token } = (await response.json()) as { token: string });
});
after(async () => server.close());

/** A good body, which plain JSON must accept, and one that no form may get through. */
const CALLS = [
  {
    dialect: 'native',
    path: '/pv/v1/secrets',
    headers: () => [['authorization', `Bearer ${token}`]],
    good: (name: string) => ({ space: 'apps', name, value: MARK }),
    bad: (name: string) => ({ space: 'apps', name, value: MARK, kind: 7, admin: true }),
  },
  {
    dialect: 'fandogh',
    path: '/api/secrets',
    headers: () => [['authorization', `JWT ${token}`]],
    good: (name: string) => ({ name, type: 'environment-secret', fields: { SECRET_KEY: MARK } }),
    bad: (name: string) => ({
      name: `${name} ?`,
      type: 'environment-secret',
      fields: { SECRET_KEY: [MARK] },
    }),
  },
  {
    dialect: 'appgate',
    path: '/admin/secrets',
    headers: () => [
      ['authorization', `Bearer ${token}`],
      ['accept', 'application/vnd.appgate.peer-v23+json'],
    ],
    good: (name: string) => ({ name, secret: MARK }),
    bad: (name: string) => ({ name: [name], secret: { value: MARK } }),
  },
  {
    dialect: 'coder',
    path: '/api/v2/users/me/secrets',
    headers: () => [['coder-session-token', token]],
    good: (name: string) => ({ name, value: MARK }),
    bad: (name: string) => ({ name, value: [MARK], env_name: '1' }),
  },
] as const;

for (const { dialect, path, headers, good, bad } of CALLS) {
  test(`${dialect}: ${CONTENT_TYPES.length} content types`, async () => {
    const connection = new Connection(server.port);
    const send = async (type: string, body: unknown) => {
      const draft = {
        method: 'POST',
        path,
        headers: [...(headers() as [string, string][]), ['content-type', type] as const],
        body: Buffer.from(JSON.stringify(body)),
        garble: null,
        notes: [],
      };
      assert.ok(!travelsAlone(draft), type);
      return connection.exchange(toBytes(draft, '127.0.0.1'), false);
    };
    try {
      const accepted = await send('application/json', good('plain'));
      assert.ok(accepted.status < 300, `plain JSON is answered with ${accepted.status}`);
      assert.ok(CONTENT_TYPES.length >= 200);
      for (const [index, type] of CONTENT_TYPES.entries()) {
        const { status, body } = await send(type, bad(`n${index}`));
        assert.ok(status >= 400 && status < 500, `"${type}" is answered with ${status}`);
        assert.ok(!body.includes(MARK), `"${type}" shows the value`);
      }
    } finally {
      connection.close();
    }
  });
}
