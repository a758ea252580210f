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
    body: { current: PASSWORD, new: 'the second password' },
  });
  assert.ok([200, 204].includes(changed.status), JSON.stringify(changed.json));
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
  const admin = await signIn(second.base, 'alice', PASSWORD);
  const grants = await call(second.base, 'GET', '/pv/v1/grants', { token: admin.token });
  assert.equal(grants.status, 200);
  const ofBob = (grants.json as { items: { role: string }[] }).items;
  assert.equal(new Set(ofBob.map((grant) => JSON.stringify(grant))).size, ofBob.length);
  await second.server.end('SIGTERM');

  const third = await start({ ...FILE, users: [...FILE.users, carol] });
  const { token: again } = await signIn(third.base, 'alice', PASSWORD);
  const after = await call(third.base, 'GET', '/pv/v1/grants', { token: again });
  assert.deepEqual(after.json, grants.json);
});

const REFUSED: readonly [string, string, RegExp][] = [
  ['no JSON', '{"users": [', /bootstrap\.json cannot be applied: .*is not valid JSON/],
  ['a member twice', '{"users": [], "users": []}', /has the same member twice/],
  ['an unknown member', '{"user": []}', /: user is not known here; known members are users, grants/],
  [
    'unknown members further down, all of them named',
    JSON.stringify({ users: [{ ...FILE.users[0], pasword: 'x', groups: [] }] }),
    /users\.0\.pasword is not known here.*users\.0\.groups is not known here/,
  ],
  [
    "an unknown member of a dialect's part",
    JSON.stringify({ users: FILE.users, fandogh: { namespace: [] } }),
    /fandogh\.namespace/,
  ],
  [
    'a bad member behind good ones',
    JSON.stringify({ ...FILE, users: [...FILE.users, { username: 'carol', password: 5 }] }),
    /users\.2\.password must be/,
  ],
  [
    'a password that is too short behind good ones',
    JSON.stringify({ ...FILE, users: [...FILE.users, { username: 'carol', password: 'short' }] }),
    /carol/,
  ],
];

for (const [what, text, message] of REFUSED) {
  test(`${what}: refused by name, and nobody is created`, async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'bootstrap.json'), text);
    const server = new ServerProcess(t, folder, { args: ['--bootstrap=bootstrap.json'] });
    const { code, stdout, stderr } = await server.ended();
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.ok(!stderr.includes(PASSWORD));
    const db = new DatabaseSync(join(folder, '.polyvault', 'polyvault.db'), { readOnly: true });
    assert.equal(db.prepare('SELECT count(*) AS n FROM users').get()?.['n'], 0);
    assert.equal(db.prepare('SELECT count(*) AS n FROM grants').get()?.['n'], 0);
    db.close();
  });
}

test('a file that cannot be read is named', async (t) => {
  const server = new ServerProcess(t, temporaryFolder(t), { args: ['--bootstrap=missing.json'] });
  const { code, stderr } = await server.ended();
  assert.equal(code, 1);
  assert.match(stderr, /^polyvault: The bootstrap file .*missing\.json cannot be read\.\n$/);
});
