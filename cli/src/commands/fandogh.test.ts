import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';

import { CommandLine } from '../../../test/support/command-line.ts';
import type { Outcome } from '../../../test/support/command-line.ts';
import { ALICE, send } from '../../../test/support/dialect-clients.ts';
import { startServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';

const SPACE = 'fandogh/shop';
const VALUE = 'the value of my-env';
const PASSWORD = 'the password of my-reg';
const NAMESPACES = [
  { name: 'shop', members: [{ username: 'alice', role: 'ADMIN' }] },
  { name: 'lab', members: [{ username: 'alice', role: 'ADMIN' }] },
];
const bootstrap = { users: [{ ...ALICE, admin: true }], fandogh: { namespaces: NAMESPACES } };

let here: TestServer;
let remote: TestServer;
let token = '';
let remoteToken = '';
let cli: CommandLine;

async function tokenOf(server: TestServer): Promise<string> {
  const answer = await send(
    server,
    'POST',
    '/pv/v1/login',
    {},
    { username: 'alice', password: ALICE.password },
  );
  return (JSON.parse(answer.text) as { token: string }).token;
}

async function createSecret(server: TestServer, bearer: string, body: object): Promise<void> {
  const answer = await send(server, 'POST', '/pv/v1/secrets', { authorization: `Bearer ${bearer}` }, body);
  assert.equal(answer.status, 201, answer.text);
}

before(async () => {
  [here, remote] = await Promise.all([startServer({ bootstrap }), startServer({ bootstrap })]);
  [token, remoteToken] = await Promise.all([tokenOf(here), tokenOf(remote)]);
  cli = new CommandLine({ POLYVAULT_SERVER: here.base, POLYVAULT_TOKEN: token, POLYVAULT_SPACE: SPACE });
  const registry = {
    server: 'reg.example.com',
    username: 'bob',
    email: 'bob@example.com',
    password: PASSWORD,
  };
  for (const [server, bearer] of [
    [here, token],
    [remote, remoteToken],
  ] as const) {
    await createSecret(server, bearer, {
      space: SPACE,
      name: 'my-reg',
      kind: 'docker-registry',
      fields: registry,
    });
    await createSecret(server, bearer, { space: SPACE, name: 'my-env', value: VALUE });
  }
  await createSecret(remote, remoteToken, { space: SPACE, name: 'other-env', value: 'a value there' });
  await createSecret(remote, remoteToken, {
    space: 'fandogh/lab',
    name: 'lab-reg',
    kind: 'docker-registry',
    fields: { ...registry, password: 'a password there' },
  });
});
after(async () => {
  cli.remove();
  await Promise.all([here.close(), remote.close()]);
});

async function render(what: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await send(here, 'POST', `/pv/v1/render/${what}`, headers, body);
  assert.equal(answer.status, 200);
  return JSON.parse(answer.text);
}

/** Ends well, and gives its stdout. */
async function output(args: readonly string[], stdin = ''): Promise<string> {
  const { exitCode, stdout, stderr } = await cli.run(['fandogh', ...args], { stdin });
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

test('docker-config and k8s print what the server renders', async () => {
  const ref = { space: SPACE, name: 'my-reg' };
  assert.deepEqual(JSON.parse(await output(['docker-config', 'my-reg'])), await render('docker-config', ref));
  const { manifest, yaml } = (await render('kubernetes-secret', ref)) as { manifest: object; yaml: string };
  assert.equal(await output(['k8s', 'my-reg']), yaml);
  assert.deepEqual(JSON.parse(await output(['k8s', 'my-reg', '--json'])), manifest);
  const placed = await output(['k8s', 'my-env', '--as', 'app', '--namespace', 'prod', '--json']);
  assert.deepEqual((JSON.parse(placed) as { metadata: object }).metadata, { name: 'app', namespace: 'prod' });
});

test('a file is written for its owner alone, and stdout stays empty', async () => {
  assert.equal(await output(['docker-config', 'my-reg', '-o', 'config.json']), '');
  const path = join(cli.home, 'config.json');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.ok(readFileSync(path, 'utf8').includes(PASSWORD));
});

test('env resolves a manifest', async () => {
  const manifest =
    'kind: ExternalService\nname: shop\nspec:\n  image_pull_secret: my-reg\n  env:\n' +
    '    - {name: A, value: 1.10}\n    - {name: B, secret: my-env}\n';
  assert.equal(await output(['env', '-'], manifest), `A=1.10\nB="${VALUE}"\n`);
  assert.deepEqual(
    JSON.parse(await output(['env', '-', '--json'], manifest)),
    await render('fandogh-manifest', { space: SPACE, manifest }),
  );
});

test('references that lead nowhere are all named', async () => {
  const manifest =
    'kind: ExternalService\nname: s\nspec: {image_pull_secret: my-env, env: [{name: A, secret: none}]}';
  const { exitCode, stdout, stderr } = await cli.run(['fandogh', 'env', '-'], { stdin: manifest });
  assert.deepEqual([exitCode, stdout], [7, '']);
  assert.match(stderr, /spec\.env\[0\]\.secret names the secret none, which this space does not have/);
  assert.match(
    stderr,
    /spec\.image_pull_secret names the secret my-env, which is not a docker-registry secret/,
  );
});

interface Report {
  readonly secrets: readonly {
    readonly name: string;
    readonly decision: string;
    readonly publicFields: object;
  }[];
  readonly values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const report = (stdout: string): Report => JSON.parse(stdout) as Report;
const decisions = ({ secrets }: Report): readonly string[] =>
  secrets.map(({ name, decision }) => `${name} ${decision}`);

async function importFrom(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return cli.run(['fandogh', 'import', '--json', ...args], { env });
}

test('an import from another Polyvault: the report, then the values that were entered', async () => {
  const from = ['--from', remote.base];
  const env = { FANDOGH_TOKEN: remoteToken };
  const dry = await importFrom([...from, '--dry-run', '--report', 'report.json'], env);
  assert.equal(dry.exitCode, 0, dry.stderr);
  const first = report(dry.stdout);
  const wanted = ['lab-reg enter', 'my-env present', 'my-reg present', 'other-env enter'];
  assert.deepEqual([...decisions(first)].sort(), wanted);
  assert.deepEqual(JSON.parse(readFileSync(join(cli.home, 'report.json'), 'utf8')), first);
  assert.deepEqual(first.secrets.find(({ name }) => name === 'lab-reg')?.publicFields, {
    server: 'reg.example.com',
    username: 'bob',
    email: 'bob@example.com',
  });
  assert.deepEqual(first.values, {
    lab: { 'lab-reg': { password: null } },
    shop: { 'other-env': { SECRET_KEY: null } },
  });

  const entered = { ...first.values, lab: { 'lab-reg': { password: 'entered again' } } };
  writeFileSync(join(cli.home, 'entered.json'), JSON.stringify(entered));
  const second = await importFrom([...from, '--values', 'entered.json'], env);
  assert.equal(second.exitCode, 0, second.stderr);
  assert.ok(decisions(report(second.stdout)).includes('lab-reg create'));
  assert.match(
    await output(['docker-config', 'lab-reg', '-s', 'fandogh/lab']),
    /"password": "entered again"/,
  );
  const third = await importFrom([...from, '--values', 'entered.json'], env);
  assert.ok(decisions(report(third.stdout)).includes('lab-reg present'));
  for (const { stdout, stderr } of [dry, second, third]) {
    assert.doesNotMatch(stdout + stderr, /entered again|value of|password of|a value there|a password there/);
  }
});

/** A remote as the contract describes the real one: one prefix, flat bodies, no read-one call (fandogh.md 2, 4.1). */
function plainRemote(): Server {
  const answer = (request: IncomingMessage, body: string): readonly [number, unknown] => {
    if (request.method === 'POST' && request.url === '/api/tokens') {
      const { password } = JSON.parse(body) as { password: string };
      return password === 'right'
        ? [200, { token: 'abc' }]
        : [400, { message: 'Username or password is wrong' }];
    }
    if (request.headers.authorization !== 'JWT abc') return [401, { message: 'no' }];
    if (request.url === '/api/users/namespaces') return [200, [{ name: 'plain' }]];
    if (request.url !== '/api/secrets') return [404, { message: 'Not found.' }];
    if (request.headers['active-namespace'] !== 'plain') return [400, { message: 'Namespace not found' }];
    const created_at = '2020-01-02T03:04:05Z';
    return [
      200,
      [
        { name: 'old-env', type: 'environment-secret', created_at },
        { name: 'old-reg', type: 'docker-registry', created_at },
        { name: 'odd', type: 'general', created_at },
      ],
    ];
  };
  return createServer((request: IncomingMessage, response: ServerResponse) => {
    void text(request).then((body) => {
      const [status, json] = answer(request, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
}

test('an import from a plain server, with a password', async () => {
  const server = plainRemote().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const from = [
    '--from',
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    '--username',
    'alice',
  ];
  const run = (args: readonly string[], stdin: string): Promise<Outcome> =>
    cli.run(['fandogh', 'import', ...from, '--password-stdin', ...args], { stdin });
  try {
    const wrong = await run([], 'wrong\n');
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stderr, /answers 400: Username or password is wrong/);
    const foreign = await run(['--namespace', 'other'], 'right\n');
    assert.match(foreign.stderr, /answers 400: Namespace not found/);

    const fields = { server: 'r.example.com', username: 'u', password: 'entered for plain' };
    const entered = {
      plain: { 'old-env': 'entered for plain', 'old-reg': fields, nobody: 'entered for plain' },
    };
    writeFileSync(join(cli.home, 'plain.json'), JSON.stringify(entered));
    const { exitCode, stdout, stderr } = await run(
      ['--values', 'plain.json', '--into', 'moved/{namespace}'],
      'right\n',
    );
    // The secret of an unknown type is refused, the others are made all the same.
    assert.equal(exitCode, 7, stderr);
    assert.match(stdout, /created +moved\/plain +old-env +environment-secret/);
    assert.match(stdout, /refuse +moved\/plain +odd +general +its type is unknown/);
    assert.match(stdout, /2 created, 0 to be entered, 0 here already, 1 refused\./);
    assert.match(stderr, /values for 1 secrets that are unknown there/);
    assert.doesNotMatch(stdout + stderr, /entered for plain/);
    assert.match(
      await output(['k8s', 'old-env', '-s', 'moved/plain']),
      /SECRET_KEY: ZW50ZXJlZCBmb3IgcGxhaW4=/,
    );
  } finally {
    server.close();
  }
});

test('an address that would show the login is refused before anything is sent', async () => {
  for (const from of [
    'http://remote.example.com',
    'ftp://x',
    'https://user:pass@remote.example.com',
    'nonsense',
  ]) {
    const { exitCode } = await importFrom(['--from', from], { FANDOGH_TOKEN: 'abc' });
    assert.equal(exitCode, 2, from);
  }
});
