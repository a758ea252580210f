// `polyvault apply` as a process against a real server: what an app gets by it works on Olares' own calls, is shown
// once, and ends at once when the app is removed.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import bcrypt from 'bcryptjs';

import { CommandLine } from '../../../test/support/command-line.ts';
import type { Outcome } from '../../../test/support/command-line.ts';
import { ALICE, send } from '../../../test/support/dialect-clients.ts';
import { startServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';

const ROOT = { username: 'root', password: 'root has a long password' };
const VALUE = 'canary-of-the-app';
const PROVIDER = { group: 'secret.infisical', dataType: 'secret', version: 'v1' };

let server: TestServer;
let alice: CommandLine;
let root: CommandLine;

before(async () => {
  server = await startServer({ bootstrap: { users: [ALICE, { ...ROOT, admin: true }] } });
  [alice, root] = await Promise.all([signedIn(ALICE), signedIn(ROOT)]);
});
after(async () => {
  alice.remove();
  root.remove();
  await server.close();
});

async function signedIn({ username, password }: typeof ROOT): Promise<CommandLine> {
  const { text } = await send(server, 'POST', '/pv/v1/login', {}, { username, password });
  const { token } = JSON.parse(text) as { readonly token: string };
  return new CommandLine({ POLYVAULT_SERVER: server.base, POLYVAULT_TOKEN: token });
}

const ops = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `${name}?workspace=notes`);

function manifest(declared: readonly string[], app = 'notes'): string {
  return `metadata:
  name: ${app}
  appid: a1b2c3
options:
  {{- if .Values.admin }}
  scope: all
  {{- end }}
permission:
  sysData:
    - dataType: datastore
      group: service.intent
      version: v1
      ops: [IntentSearch]
    - dataType: secret
      group: secret.infisical
      version: v1
      ops:
${declared.map((op) => `        - ${op}\n`).join('')}`;
}

async function apply(cli: CommandLine, text: string, ...options: readonly string[]): Promise<Outcome> {
  return cli.run(['apply', '-', ...options], { stdin: text });
}

async function applied(cli: CommandLine, text: string, ...options: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await apply(cli, text, ...options);
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

interface Credential {
  readonly key: string;
  readonly secret: string;
}

function credentialIn(text: string): Credential {
  const [, key = ''] = /^OS_APP_KEY=(bytetrade_.*)$/m.exec(text) ?? [];
  const [, secret = ''] = /^OS_APP_SECRET=([0-9a-f]{16})$/m.exec(text) ?? [];
  assert.ok(key !== '' && secret !== '', 'key and secret are there');
  return { key, secret };
}

/** What /access answers; with a good proof an access token. */
async function ask({ key, secret }: Credential, asked: readonly string[]): Promise<Record<string, unknown>> {
  const timestamp = Math.floor(Date.now() / 1000);
  const token = bcrypt.hashSync(`${key}${timestamp}${secret}`, 4);
  const body = { app_key: key, timestamp, token, perm: { ...PROVIDER, ops: asked } };
  const answer = await send(server, 'POST', '/permission/v1alpha1/access', {}, body);
  return JSON.parse(answer.text) as Record<string, unknown>;
}

async function accessToken(credential: Credential, asked: readonly string[]): Promise<string> {
  const { data } = (await ask(credential, asked)) as { readonly data?: { readonly access_token: string } };
  return data?.access_token ?? assert.fail('no access token');
}

/** What the gateway answers to the app. */
async function gateway(token: string, op: string, body: object): Promise<unknown> {
  const path = `/system-server/v1alpha1/secret/secret.infisical/v1/${op}?workspace=notes`;
  return JSON.parse((await send(server, 'POST', path, { 'x-access-token': token }, body)).text);
}

test('an app is registered, works, is changed, and ends at once', async () => {
  const first = ops('CreateSecret', 'RetrieveSecret');
  const dryRun = await applied(alice, manifest(first), '--dry-run');
  assert.equal(dryRun, `notes of alice would be registered:\n${first.map((op) => `  + ${op}\n`).join('')}`);

  const { exitCode, stdout, stderr } = await apply(alice, manifest(first));
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^Registered notes of alice:\n {2}\+ CreateSecret\?workspace=notes\n/);
  assert.match(stdout, new RegExp(`^OS_SYSTEM_SERVER=${new URL(server.base).host}$`, 'm'));
  assert.match(stderr, /Ignored, as it is not for secrets: line 10, datastore service\.intent\./);
  const credential = credentialIn(stdout);
  const token = await accessToken(credential, first);
  assert.deepEqual(await gateway(token, 'CreateSecret', { name: 'k', value: VALUE }), {
    code: 0,
    message: 'success',
    data: null,
  });

  const second = await applied(alice, manifest(ops('RetrieveSecret', 'ListSecret')));
  assert.equal(
    second,
    `Changed notes of alice; its key is still ${credential.key}:\n  + ListSecret?workspace=notes\n  - CreateSecret?workspace=notes\n`,
  );
  const denied = { code: 1, message: 'data access denied' };
  assert.deepEqual(await gateway(token, 'CreateSecret', { name: 'l', value: VALUE }), denied);
  const again = await applied(alice, manifest(ops('RetrieveSecret', 'ListSecret')));
  assert.equal(again, `notes of alice is registered with these ops already; its key is ${credential.key}.\n`);

  const live = await accessToken(credential, ops('RetrieveSecret'));
  const answer = { code: 0, message: '', data: { name: 'k', value: VALUE, env: '' } };
  const read = { code: 0, message: 'success', data: answer };
  assert.deepEqual(await gateway(live, 'RetrieveSecret', { name: 'k' }), read);
  assert.match(await applied(alice, manifest([]), '--remove', '--dry-run'), /would be removed/);
  assert.deepEqual(await gateway(live, 'RetrieveSecret', { name: 'k' }), read);
  assert.match(await applied(alice, manifest([]), '--remove'), /^Removed notes of alice/);
  const ended = { code: 1, message: 'token not found in cache or expired' };
  assert.deepEqual(await gateway(live, 'RetrieveSecret', { name: 'k' }), ended);
  assert.deepEqual(await ask(credential, ops('RetrieveSecret')), { code: 1, message: 'app not found' });
  assert.deepEqual((await apply(alice, manifest([]), '--remove')).exitCode, 5);
});

test('--output keeps the secret from the terminal', async () => {
  const text = manifest(ops('ListSecret'), 'filed');
  const stdout = await applied(alice, text, '--output', 'app.env');
  assert.ok(!stdout.includes('OS_APP_SECRET'));
  const path = join(alice.home, 'app.env');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const credential = credentialIn(readFileSync(path, 'utf8'));
  await accessToken(credential, ops('ListSecret'));
  const second = await apply(alice, text, '--output', 'other.env');
  assert.match(second.stderr, /other\.env was not written/);
  assert.ok(!(second.stdout + second.stderr).includes(credential.secret));
  assert.ok(!existsSync(join(alice.home, 'other.env')));
});

test('an app whose file cannot be written is not left behind', async () => {
  writeFileSync(join(alice.home, 'a-file'), '');
  const text = manifest(ops('ListSecret'), 'unfiled');
  const { exitCode, stdout } = await apply(alice, text, '--output', 'a-file/app.env');
  assert.deepEqual([exitCode, stdout], [1, '']);
  assert.equal((await apply(alice, text, '--remove')).exitCode, 5);
});

test('--json tells the same, the credential of a new app among it', async () => {
  const text = manifest(ops('ListSecret'), 'told');
  const created = JSON.parse(await applied(alice, text, '--json')) as Record<string, unknown>;
  const { OS_APP_KEY: key, OS_APP_SECRET: secret } = created['credential'] as Record<string, string>;
  await accessToken({ key: key ?? '', secret: secret ?? '' }, ops('ListSecret'));
  assert.deepEqual(JSON.parse(await applied(alice, text, '--json')), {
    ...created,
    created: false,
    ops: { added: [], removed: [], kept: ops('ListSecret') },
    credential: null,
  });
});

test('an administrator registers for a user, and nobody else does', async () => {
  const text = manifest(ops('CreateSecret'), 'given');
  const token = await accessToken(
    credentialIn(await applied(root, text, '--user', 'alice')),
    ops('CreateSecret'),
  );
  await gateway(token, 'CreateSecret', { name: 'from-given', value: VALUE });
  const { stdout } = await alice.run(['ls', '--space', 'olares/alice/notes/prod']);
  assert.match(stdout, /^from-given /m);
  const { exitCode, stderr } = await apply(alice, text, '--user', 'root');
  assert.equal(exitCode, 7);
  assert.match(stderr, /The server refuses: .*no such user/i);
  assert.match(await applied(root, text, '--user', 'alice', '--remove'), /^Removed given of alice/);
});

test('a manifest that is malformed changes nothing', async () => {
  mkdirSync(join(alice.home, 'chart'), { recursive: true });
  writeFileSync(
    join(alice.home, 'chart/OlaresManifest.yaml'),
    manifest(['ReadSecret?workspace=notes'], 'bad'),
  );
  const { exitCode, stdout, stderr } = await alice.run(['apply', 'chart/OlaresManifest.yaml']);
  assert.deepEqual([exitCode, stdout], [7, '']);
  assert.match(stderr, /chart\/OlaresManifest\.yaml:18:11: permission\.sysData\[1\]\.ops\[0\] names no op/);
  assert.equal((await apply(alice, manifest([], 'bad'), '--remove')).exitCode, 5);
});

test('a server without the Olares dialect says so', async () => {
  const other = await startServer({
    bootstrap: { users: [{ ...ALICE, admin: true }] },
    settings: { olares: { enabled: false } },
  });
  try {
    const { text } = await send(
      other,
      'POST',
      '/pv/v1/login',
      {},
      { username: 'alice', password: ALICE.password },
    );
    const { token } = JSON.parse(text) as { readonly token: string };
    const env = { POLYVAULT_SERVER: other.base, POLYVAULT_TOKEN: token };
    const { exitCode, stderr } = await alice.run(['apply', '-'], { stdin: manifest(ops('ListSecret')), env });
    assert.equal(exitCode, 1);
    assert.match(stderr, /does not serve the Olares API/);
  } finally {
    await other.close();
  }
});

test('no secret is in the log', () => assert.ok(!server.logs().includes(VALUE)));
