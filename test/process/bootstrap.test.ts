// The bootstrap file: creates what is missing at each start, changes nothing that is there, and is refused as a whole.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { ONE_TIME_PASSWORD, ServerProcess, call, signIn, temporaryFolder } from './server-process.ts';

const PASSWORD = 'the first password';
const FILE = {
  users: [
    { username: 'alice', email: 'alice@example.com', password: PASSWORD, admin: true },
    { username: 'bob', password: PASSWORD },
  ],
  grants: [{ to: 'user:bob', role: 'reader', space: 'fandogh/shop' }],
  fandogh: { namespaces: [{ name: 'shop', members: [{ username: 'bob', role: 'DEVELOPER' }] }] },
};

test('it is idempotent, adds what is new, and never resets a password', async (t) => {
  const folder = temporaryFolder(t);
  const start = async (file: unknown) => {
    writeFileSync(join(folder, 'bootstrap.json'), JSON.stringify(file));
    const server = new ServerProcess(t, folder, { env: { POLYVAULT_BOOTSTRAP: 'bootstrap.json' } });
    return { server, base: await server.listening() };
  };
  const first = await start(FILE);
  const { token } = await signIn(first.base, 'bob', PASSWORD);
  const changed = await call(first.base, 'POST', '/pv/v1/me/password', {
    token,
    body: { current: PASSWORD, next: 'the second password' },
  });
  assert.ok([200, 204].includes(changed.status), JSON.stringify(changed.json));
  const grants = await grantsOf(first.base);
  assert.ok(grants.length >= 2);
  const { stdout, stderr } = await first.server.end('SIGTERM');
  assert.doesNotMatch(stdout, ONE_TIME_PASSWORD, 'there is an administrator already');
  assert.ok(!(stdout + stderr).includes(PASSWORD));

  const carol = { username: 'carol', password: PASSWORD };
  const second = await start({ ...FILE, users: [...FILE.users, carol] });
  const statusOf = async (username: string, password: string) =>
    (await signIn(second.base, username, password)).status;
  assert.equal(await statusOf('bob', 'the second password'), 200);
  assert.equal(await statusOf('bob', PASSWORD), 401);
  assert.equal(await statusOf('carol', PASSWORD), 200);
  assert.deepEqual(await grantsOf(second.base), grants);
});

/** Every grant, as the administrator sees them. */
async function grantsOf(base: string): Promise<readonly object[]> {
  const { token } = await signIn(base, 'alice', PASSWORD);
  const { status, json } = await call(base, 'GET', '/pv/v1/grants?space=fandogh/shop', { token });
  assert.equal(status, 200);
  return (json as { readonly items: readonly object[] }).items;
}

test('every problem is named at once, and nobody is created', async (t) => {
  const folder = temporaryFolder(t);
  const short = { username: 'carol', password: 'short' };
  const users = [{ ...FILE.users[0], pasword: 'x' }, FILE.users[1], short];
  writeFileSync(join(folder, 'bootstrap.json'), JSON.stringify({ ...FILE, users, teams: [] }));
  const server = new ServerProcess(t, folder, { args: ['--bootstrap=bootstrap.json'] });
  const { code, stdout, stderr } = await server.ended();
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^polyvault: The bootstrap file .*bootstrap\.json cannot be applied: /);
  for (const problem of [
    'teams is not known',
    'users.0.pasword is not known',
    'users.2.password must have',
  ]) {
    assert.ok(stderr.includes(problem), stderr);
  }
  assert.ok(!stderr.includes(PASSWORD));
  const db = new DatabaseSync(join(folder, '.polyvault', 'polyvault.db'), { readOnly: true });
  assert.equal(db.prepare('SELECT count(*) AS n FROM users').get()?.['n'], 0);
  assert.equal(db.prepare('SELECT count(*) AS n FROM grants').get()?.['n'], 0);
  db.close();
});

test('a file that is no JSON is refused without repeating it', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'bad.json'), `{"users": [{"password": "${PASSWORD}"`);
  const { code, stderr } = await new ServerProcess(t, folder, { args: ['--bootstrap=bad.json'] }).ended();
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^polyvault: The bootstrap file .*bad\.json cannot be applied: .*is not valid JSON\n$/,
  );
});
