import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { CommandLine } from '../../../test/support/command-line.ts';
import { send } from '../../../test/support/dialect-clients.ts';
import { startServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';

const PASSWORD = 'correct horse battery';
const VALUE = 'value-at-the-controller-1b7c';
const ENTERED = 'entered-by-hand-93af';
const bootstrap = { users: [{ username: 'alice', password: PASSWORD, admin: true }] };

/** A Controller is another server of ours with its appgate dialect: same wire, real sockets. */
let there: TestServer;
let here: TestServer;
let thereToken: string;
let token: string;
let cli: CommandLine;

before(async () => {
  [there, here] = await Promise.all([startServer({ bootstrap }), startServer({ bootstrap })]);
  [thereToken, token] = await Promise.all([tokenOf(there), tokenOf(here)]);
  cli = new CommandLine({ POLYVAULT_SERVER: here.base, POLYVAULT_TOKEN: token });
  await create(there, thereToken, { name: 'plain', secret: VALUE, notes: 'of old', tags: ['a', 'b'] });
  await create(there, thereToken, { name: 'login', type: 'Credentials', username: 'bob', password: VALUE });
  await create(there, thereToken, { name: 'key', type: 'SshKey', username: 'git', privateKey: VALUE });
});
after(async () => {
  cli.remove();
  await Promise.all([there.close(), here.close()]);
});

async function tokenOf(server: TestServer): Promise<string> {
  const answer = await send(server, 'POST', '/pv/v1/login', {}, { username: 'alice', password: PASSWORD });
  return (JSON.parse(answer.text) as { token: string }).token;
}

async function readHere(name: string) {
  const headers = { authorization: `Bearer ${token}` };
  const { text } = await send(here, 'GET', `/pv/v1/secrets/${name}?space=appgate`, headers);
  return JSON.parse(text) as { readonly fields: unknown; readonly description: string };
}

async function admin(server: TestServer, bearer: string, path: string, body?: object) {
  const response = await fetch(`${server.base}/admin${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/vnd.appgate.peer-v25+json',
      authorization: `Bearer ${bearer}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = (await response.json()) as Readonly<Record<string, unknown>>;
  assert.equal(response.status, 200, JSON.stringify(json));
  return json;
}

const create = (server: TestServer, bearer: string, body: object) => admin(server, bearer, '/secrets', body);

async function list(server: TestServer, bearer: string) {
  const { data } = await admin(server, bearer, '/secrets?orderBy=name');
  return data as Readonly<Record<string, unknown>>[];
}

const from = (...more: string[]) => ['appgate', 'import', '--from', there.base, ...more];
const asThere = { APPGATE_TOKEN: '' };

function noValue(...texts: string[]): void {
  for (const text of texts) {
    for (const value of [VALUE, ENTERED, PASSWORD, token, thereToken]) assert.ok(!text.includes(value));
  }
}

test('lists what has to be entered and stores nothing without values', async () => {
  const report = join(cli.home, 'report.json');
  const { exitCode, stdout, stderr } = await cli.run(
    from('--username', 'alice', '--password-stdin', '--report', report),
    { stdin: PASSWORD, env: asThere },
  );
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /enter +key +SshKey +enter privateKey/);
  assert.match(stdout, /0 created, 0 updated, 0 unchanged, 3 to be entered, 0 refused\./);
  const { values } = JSON.parse(readFileSync(report, 'utf8')) as { values: unknown };
  assert.deepEqual(values, { plain: { secret: null }, login: { password: null }, key: { privateKey: null } });
  assert.deepEqual(await list(here, token), []);
  noValue(stdout, stderr, readFileSync(report, 'utf8'));
});

test('stores what was entered under the same id, with notes, tags, types and user names', async () => {
  const file = join(cli.home, 'entered.json');
  writeFileSync(
    file,
    JSON.stringify({ plain: ENTERED, login: { password: ENTERED }, key: { privateKey: null }, gone: 'x' }),
  );
  const env = { APPGATE_TOKEN: thereToken };
  const dry = await cli.run(from('--values', file, '--dry-run'), { env });
  assert.match(dry.stdout, /2 to create, 0 to update, 0 unchanged, 1 to be entered, 0 refused\./);
  assert.deepEqual(await list(here, token), []);
  const { exitCode, stdout, stderr } = await cli.run(from('--values', file), { env });
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /2 created, 0 updated, 0 unchanged, 1 to be entered, 0 refused\./);
  assert.match(stderr, /values for 1 secrets that are unknown there/);
  const shown = ['id', 'name', 'notes', 'tags', 'type', 'username'];
  const pick = (secrets: readonly Readonly<Record<string, unknown>>[]) =>
    secrets.map((secret) => Object.fromEntries(shown.map((member) => [member, secret[member]])));
  assert.deepEqual(
    pick(await list(here, token)),
    pick(await list(there, thereToken)).filter(({ name }) => name !== 'key'),
  );
  assert.deepEqual((await readHere('plain')).fields, { value: ENTERED });
  noValue(stdout, stderr, dry.stdout, dry.stderr);
});

test('a second run changes only what changed there, and keeps the values', async () => {
  const env = { APPGATE_TOKEN: thereToken };
  const again = await cli.run(from('--json'), { env });
  const actions = (JSON.parse(again.stdout) as { secrets: { name: string; action: string }[] }).secrets;
  assert.deepEqual(Object.fromEntries(actions.map(({ name, action }) => [name, action])), {
    key: 'enter',
    login: 'unchanged',
    plain: 'unchanged',
  });
  const [plain] = (await list(there, thereToken)).filter(({ name }) => name === 'plain');
  await fetch(`${there.base}/admin/secrets/${String(plain?.['id'])}`, {
    method: 'PUT',
    headers: {
      accept: 'application/vnd.appgate.peer-v25+json',
      authorization: `Bearer ${thereToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: 'plain', notes: 'newer' }),
  });
  const third = await cli.run(from(), { env });
  assert.match(third.stdout, /0 created, 1 updated, 1 unchanged, 1 to be entered, 0 refused\./);
  const { fields, description } = await readHere('plain');
  assert.deepEqual({ fields, description }, { fields: { value: ENTERED }, description: 'newer' });
});

test('more secrets than a page and a batch come over whole', async () => {
  const values: Record<string, string> = {};
  for (let first = 0; first < 520; first += 260) {
    const data = Array.from({ length: 260 }, (_, index) => ({
      name: `many-${first + index}`,
      secret: VALUE,
    }));
    for (const { name } of data) values[name] = ENTERED;
    await admin(there, thereToken, '/secrets/bulk-upsert', { data });
  }
  const file = join(cli.home, 'many.json');
  writeFileSync(file, JSON.stringify(values));
  const { stdout } = await cli.run(from('--values', file), { env: { APPGATE_TOKEN: thereToken } });
  assert.match(stdout, /520 created, 0 updated, 2 unchanged, 1 to be entered, 0 refused\./);
});

test('what is of another type here, or an unknown member, is refused and the rest goes on', async () => {
  await create(there, thereToken, { name: 'clash', secret: VALUE });
  await create(here, token, { name: 'clash', type: 'Credentials', username: 'eve', password: VALUE });
  const file = join(cli.home, 'clash.json');
  writeFileSync(file, JSON.stringify({ clash: ENTERED, key: { secret: ENTERED } }));
  const { exitCode, stdout, stderr } = await cli.run(from('--values', file), {
    env: { APPGATE_TOKEN: thereToken },
  });
  assert.equal(exitCode, 7, stderr);
  assert.match(stdout, /refuse +clash +Generic +it is of type Credentials here/);
  assert.match(stdout, /refuse +key +SshKey +only its privateKey can be entered/);
  noValue(stdout, stderr);
});

test('an unusable address, a wrong password and something else than a Controller are told', async () => {
  const bad = await cli.run(['appgate', 'import', '--from', 'nonsense', '--username', 'x']);
  assert.match(bad.stderr, /--from must be an address such as https:/);
  const plain = await cli.run(['appgate', 'import', '--from', 'http://192.0.2.1', '--username', 'x']);
  assert.match(plain.stderr, /Plain HTTP to 192\.0\.2\.1 would show your login/);
  const who = await cli.run(from(), { env: asThere });
  assert.match(who.stderr, /Who are you there\?/);
  const wrong = await cli.run(from('--username', 'alice', '--password-stdin'), {
    stdin: 'wrong',
    env: asThere,
  });
  assert.equal(wrong.exitCode, 3);
  assert.match(wrong.stderr, /The Controller answers 401/);
  const other = await cli.run(['appgate', 'import', '--from', `${there.base}/pv/v1`], {
    env: { APPGATE_TOKEN: thereToken },
  });
  assert.match(other.stderr, /The Controller answers 404/);
});
