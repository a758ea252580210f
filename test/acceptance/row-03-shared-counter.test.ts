// SECURITY-DESIGN 6, row 3 (a lockout bypassed by spelling, a code reused with spaces): over real sockets, spellings
// of one name share one counter in all dialects together, and a code of the second factor works once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { PASSWORD_LOGINS } from '../support/password-logins.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';
import { totpCode } from '../support/totp-code.ts';

const PASSWORD = 'correct horse battery';
let ahead = 0;
let server: TestServer;

before(async () => {
  server = await startServer({
    clock: { now: () => Date.now() + ahead },
    bootstrap: {
      users: [
        { username: 'alice', email: 'alice@example.com', password: PASSWORD, admin: true },
        { username: 'bob', email: 'bob@example.com', password: PASSWORD },
      ],
    },
  });
});
after(() => server.close());

test('five wrong passwords, spread over dialects and spellings, close all of them', async () => {
  const logins = Object.entries(PASSWORD_LOGINS);
  const spellings = ['bob', 'BOB', ' bob', 'ｂｏｂ', 'bOb '];
  for (const [index, name] of spellings.entries()) {
    const [, login] = logins[index % logins.length] ?? [];
    const answer = await login?.(server.base, { name, password: 'not the password' });
    assert.ok([400, 401].includes(answer?.status ?? 0), `${name}: ${answer?.status}`);
  }
  for (const [dialect, login] of logins) {
    const answer = await login(server.base, { name: 'Bob', password: PASSWORD });
    assert.equal(answer.status, 429, dialect);
    assert.ok(Number(answer.headers.get('retry-after')) >= 1, dialect);
  }
  ahead += 1000;
  for (const [dialect, login] of logins) {
    const answer = await login(server.base, { name: 'bob', password: PASSWORD });
    assert.ok(answer.ok, `${dialect}: ${answer.status}`);
  }
});

async function call(method: string, path: string, token: string | null, body?: object) {
  const answer = await fetch(`${server.base}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

test('a code works once, with spaces too', async () => {
  const credentials = { username: 'alice', password: PASSWORD };
  const token = String((await call('POST', '/pv/v1/login', null, credentials)).json['token']);
  const enrolled = await call('POST', '/pv/v1/me/second-factor', token, { password: PASSWORD });
  const code = (steps: number) =>
    totpCode(String(enrolled.json['secret']), Date.now() + ahead + steps * 30_000);
  const first = code(-1);
  assert.equal((await call('POST', '/pv/v1/me/second-factor/confirm', token, { code: first })).status, 200);
  const login = (totp?: string) =>
    call('POST', '/pv/v1/login', null, { ...credentials, ...(totp === undefined ? {} : { totp }) });
  const reasonOf = async (answer: ReturnType<typeof login>) =>
    ((await answer).json['error'] as { details?: { reason?: string } } | undefined)?.details?.reason ?? 'ok';
  assert.equal(await reasonOf(login()), 'totp-required');
  const now = code(0);
  assert.equal(await reasonOf(login(now)), 'ok');
  for (const again of [now, ` ${now}`, `${now.slice(0, 3)} ${now.slice(3)}`, first]) {
    assert.equal(await reasonOf(login(again)), 'totp', JSON.stringify(again));
  }
});
