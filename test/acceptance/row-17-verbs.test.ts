// SECURITY-DESIGN section 6, row 17 (CVE-2026-27898, one verb skipped the ownership check; replies of writes leaked):
// the answer to a write never holds the value that was written or replaced, for whoever may read and for whoever
// may not. Which verb is open to whom is in test/isolation.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ALICE, clientBootstrap, send, signInEverywhere } from '../support/dialect-clients.ts';
import type { Answer } from '../support/dialect-clients.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const OLD = 'an-old-value-that-nobody-sees';
const NEW = 'a-new-value-that-nobody-sees';
const PASSWORD = 'correct horse battery';
const PATH = '/pv/v1/secrets/one?space=inbox';

let server: TestServer;
let depositor: Readonly<Record<string, string>>;
before(async () => {
  const bootstrap = clientBootstrap('notes');
  server = await startServer({
    bootstrap: {
      ...bootstrap,
      users: [...bootstrap.users, { username: 'dora', password: PASSWORD }],
      grants: [{ to: 'user:dora', role: 'actions:list,create,change,delete', space: 'inbox' }],
    },
  });
  const { text } = await send(server, 'POST', '/pv/v1/login', {}, { username: 'dora', password: PASSWORD });
  depositor = { authorization: `Bearer ${(JSON.parse(text) as { token: string }).token}` };
});
after(() => server.close());

function holdsNoValue(label: string, { status, text }: Answer): void {
  assert.ok(status < 500, `${label}: ${status}`);
  for (const value of [OLD, NEW]) {
    const encoded = Buffer.from(value).toString('base64');
    assert.ok(!text.includes(value) && !text.includes(encoded), `${label} answers with a value`);
  }
}

test('who may write and not read gets no value back, by any verb', async () => {
  const write = async (method: string, path: string, body?: unknown, more: Record<string, string> = {}) => {
    const answer = await send(server, method, path, { ...depositor, ...more }, body);
    holdsNoValue(`${method} ${path}`, answer);
    return answer.status;
  };
  const secrets = '/pv/v1/secrets';
  assert.equal(
    await write('POST', secrets, { space: 'inbox', name: 'one', fields: { value: OLD, username: OLD } }),
    201,
  );
  assert.equal(await write('POST', secrets, { space: 'inbox', name: 'one', value: NEW }), 409);
  assert.equal(await write('PUT', PATH, { fields: { value: NEW, username: NEW } }), 200);
  assert.equal(await write('PUT', PATH, { value: NEW }, { 'if-match': '"9"' }), 412);
  assert.equal(await write('PATCH', PATH, { description: 'd' }), 200);
  assert.equal(
    await write('PATCH', PATH, { kind: 'credentials' }),
    403,
    'a kind that would make a field public',
  );
  assert.equal(await write('POST', '/pv/v1/secrets/one/rollback?space=inbox', { version: 1 }), 200);
  assert.equal(await write('GET', PATH), 403);
  assert.equal(await write('GET', '/pv/v1/values?space=inbox'), 403);
  assert.equal(await write('GET', '/pv/v1/secrets/one/metadata?space=inbox'), 200);
  assert.equal(await write('GET', '/pv/v1/secrets/one/versions?space=inbox'), 200);
  assert.equal(await write('DELETE', PATH), 204);
});

test('the answer to a write holds no value in any dialect, also for its owner', async (context) => {
  const { token, clients } = await signInEverywhere(server, { native: 'apps/alice', workspace: 'notes' });
  let written = 0;
  for (const client of clients) {
    const created = await client.create('one', OLD);
    assert.ok(created.status < 300, `${client.name}: ${created.status} ${created.text}`);
    holdsNoValue(`${client.name} create`, created);
    holdsNoValue(`${client.name} create again`, await client.create('one', NEW));
    for (const answer of await client.refused(NEW)) holdsNoValue(`${client.name} refused`, answer);
    written += 1;
  }
  const more: readonly (readonly [string, string, Record<string, string>, unknown])[] = [
    ['PUT', '/pv/v1/secrets/one?space=apps/alice', { authorization: `Bearer ${token}` }, { value: NEW }],
    [
      'PATCH',
      '/pv/v1/secrets/one?space=apps/alice',
      { authorization: `Bearer ${token}` },
      { fields: { value: OLD } },
    ],
    [
      'PATCH',
      `/api/v2/users/${ALICE.username}/secrets/one`,
      { 'coder-session-token': token },
      { value: NEW },
    ],
    [
      'PUT',
      '/api/secrets/one',
      { authorization: `JWT ${token}`, 'active-namespace': 'shop' },
      { name: 'one', type: 'environment-secret', fields: { SECRET_KEY: NEW } },
    ],
  ];
  for (const [method, path, headers, body] of more) {
    const answer = await send(server, method, path, headers, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    holdsNoValue(`${method} ${path}`, answer);
  }
  context.diagnostic(`${written} dialects, ${more.length} replacing writes`);
  assert.equal(written, 5);
});

test('control: a value is found in an answer that holds it', async () => {
  const { token } = JSON.parse(
    (await send(server, 'POST', '/pv/v1/login', {}, { username: ALICE.username, password: ALICE.password }))
      .text,
  ) as { token: string };
  const read = await send(server, 'GET', '/pv/v1/secrets/one?space=apps/alice', {
    authorization: `Bearer ${token}`,
  });
  assert.throws(() => holdsNoValue('control', read));
});
