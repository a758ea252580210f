// Proves that the document is true: each operation, on a real server, answers what the document says it answers,
// and all but the open ones refuse a request without a token.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';

import { CLIENT, startOidcIssuer, startWorkloadIssuer } from '../../../../test/support/oidc-issuer.ts';
import type { OidcIssuer, WorkloadIssuer } from '../../../../test/support/oidc-issuer.ts';
import { startServer } from '../../../../test/support/server.ts';
import type { TestServer } from '../../../../test/support/server.ts';
import { totpCode } from '../../../../test/support/totp-code.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly unknown[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const alice = { username: 'alice', password: 'correct horse battery' };
let server: TestServer;
let document: { readonly paths: Paths; readonly components: object };
let token = '';
let ahead = 0;
let people: OidcIssuer;
let workloads: WorkloadIssuer;
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
const seen = new Set<string>();

before(async () => {
  people = await startOidcIssuer();
  workloads = await startWorkloadIssuer();
  server = await startServer({
    providers: {
      people: [
        {
          name: 'corp',
          issuer: people.issuer,
          clientId: CLIENT.id,
          clientSecret: CLIENT.secret,
          redirectUris: [CLIENT.redirect],
          firstSignIn: ['create'],
        },
      ],
      workloads: [
        {
          name: 'platform',
          issuer: workloads.issuer,
          audience: 'polyvault',
          rules: [{ claims: { sub: 'ci' }, clientId: 'ci' }],
        },
      ],
    },
    clock: { now: () => Date.now() + ahead },
    bootstrap: {
      users: [
        { ...alice, admin: true },
        { username: 'bob', password: 'staple battery horse' },
      ],
    },
  });
  document = (await (await fetch(`${server.base}/pv/openapi.json`)).json()) as typeof document;
});
after(async () => {
  await server.close();
  await people.close();
  await workloads.close();
});

interface Wish {
  readonly body?: object;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly anonymous?: boolean;
}

/** Sends a request to the route of an operation and holds the answer against what the document says of it. */
async function call(operationId: string, status: number, wish: Wish = {}): Promise<Record<string, unknown>> {
  const [path, method, operation] = find(operationId);
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wish.params?.[name] ?? ''));
  const answer = await fetch(`${server.base}${url}${wish.query ?? ''}`, {
    method: method.toUpperCase(),
    headers: {
      ...(wish.anonymous === true ? {} : { authorization: `Bearer ${token}` }),
      ...(wish.body === undefined && wish.text === undefined ? {} : { 'content-type': 'application/json' }),
      ...wish.headers,
    },
    body: wish.text ?? (wish.body === undefined ? null : JSON.stringify(wish.body)),
  });
  const text = await answer.text();
  assert.equal(answer.status, status, `${operationId}: ${text}`);
  assert.equal(answer.headers.get('cache-control'), 'no-store', operationId);
  const response = operation.responses[String(status)];
  assert.ok(response !== undefined, `${operationId} does not document ${status}`);
  if (status < 400) seen.add(operationId);
  const [contentType, content] = Object.entries(response.content ?? {})[0] ?? [];
  if (contentType !== undefined && status < 400) {
    assert.equal(answer.headers.get('content-type')?.split(';')[0], contentType, operationId);
  }
  const schema = content?.schema;
  if (schema === undefined) {
    assert.equal(text, '', operationId);
    return {};
  }
  if (contentType !== 'application/json') return { text };
  const parsed = JSON.parse(text) as Record<string, unknown>;
  const validate = ajv.compile({ ...schema, components: document.components });
  assert.ok(validate(parsed), `${operationId} ${status}: ${ajv.errorsText(validate.errors)}`);
  return parsed;
}

function find(operationId: string): readonly [string, string, Operation] {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation.operationId === operationId) return [path, method, operation];
    }
  }
  throw new Error(`no operation ${operationId}`);
}

async function outsideAnswers(): Promise<void> {
  const redirectUri = CLIENT.redirect;
  people.account = { sub: 'dora', claims: { preferred_username: 'dora' } };
  const begun = { provider: 'corp', redirectUri };
  const { url, flow } = await call('beginOidc', 200, { body: begun, anonymous: true });
  const callbackUrl = await people.browse(String(url));
  await call('finishOidc', 200, { body: { flow, callbackUrl }, anonymous: true });
  await call('finishOidc', 401, { body: { flow, callbackUrl }, anonymous: true });
  await call('beginOidc', 404, { body: { provider: 'nobody', redirectUri }, anonymous: true });
  await call('registerService', 201, { body: { name: 'ci', clientId: 'ci', grants: [] } });
  const jwt = await workloads.sign({
    iss: workloads.issuer,
    aud: 'polyvault',
    sub: 'ci',
    exp: Math.floor((Date.now() + ahead) / 1000) + 60,
  });
  await call('workloadLogin', 200, { body: { provider: 'platform', token: jwt }, anonymous: true });
  await call('removeService', 204, { params: { name: 'ci' } });
}

async function secondFactorAnswers(): Promise<void> {
  const { password } = alice;
  const { secret } = await call('enrolSecondFactor', 201, { body: { password } });
  await call('confirmSecondFactor', 200, { body: { code: totpCode(String(secret), Date.now() + ahead) } });
  await call('enrolSecondFactor', 409, { body: { password } });
  await call('getSecondFactor', 200);
  await call('login', 401, { body: alice, anonymous: true });
  const totp = totpCode(String(secret), Date.now() + ahead + 30_000);
  await call('disableSecondFactor', 403, { body: { password } });
  await call('disableSecondFactor', 204, { body: { password, totp } });
}

async function keyAnswers(): Promise<void> {
  await call('readSeal', 200, { anonymous: true });
  await call('listSealSlots', 200);
  const made = await call('addSealSlot', 201, { body: { kind: 'shares', count: 3, threshold: 2 } });
  const { slot, shares } = made as unknown as { slot: { id: string }; shares: readonly string[] };
  await call('testSealSlot', 200, { body: { kind: 'shares', shares: shares.slice(1) } });
  await call('rotateKeys', 409, { body: { what: 'root' } });
  await call('removeSealSlot', 204, { params: slot });
  await call('removeSealSlot', 404, { params: slot });
  await call('rotateKeys', 202, { body: { what: 'root' } });
  await call('rotateKeys', 202, { body: { what: 'credential' } });
  await call('listKeys', 200);
  // This server runs by itself, without the one around it that can be sealed.
  await call('sealServer', 503);
}

/** The trash, moves, moments and reports of a space of their own. */
async function timeAnswers(): Promise<void> {
  const old = '?space=old';
  const make = (name: string) =>
    call('putSecret', 201, { params: { name }, query: old, body: { value: 'v' } });
  await make('one');
  await make('gone');
  const moment = new Date(Date.now() + ahead).toISOString();
  ahead += 1000;
  await call('putSecret', 200, { params: { name: 'one' }, query: old, body: { value: 'w' } });
  const at = encodeURIComponent(moment);
  await call('listSecretsAt', 200, { query: `${old}&at=${at}` });
  await call('diffSpaces', 200, { query: `?from=old&fromAt=${at}&values=true` });
  await call('restoreSpace', 200, { body: { space: 'old', at: moment, preview: true } });
  await call('reportSecrets', 200, { query: old });
  await call('copySecrets', 200, { body: { from: 'old', to: 'copy' } });
  await call('moveSecrets', 200, { body: { from: 'copy', names: ['one'], to: 'apps', name: 'moved' } });
  await call('moveSecrets', 404, { body: { from: 'copy', names: ['one'], to: 'apps' } });
  await call('moveSpace', 200, { body: { from: 'copy', to: 'copied' } });
  const trashed = async (): Promise<string> => {
    await call('deleteSecret', 204, { params: { name: 'gone' }, query: old });
    const { secrets } = await call('listTrash', 200, { query: old });
    return (secrets as { readonly id: string }[])[0]?.id ?? '';
  };
  await call('restoreSecret', 200, { params: { id: await trashed() }, query: old, body: {} });
  const id = await trashed();
  await call('purgeSecret', 204, { params: { id }, query: old });
  await call('purgeSecret', 404, { params: { id }, query: old });
  const dropped = async (): Promise<string> => String((await call('deleteSpace', 200, { query: old }))['id']);
  await call('restoreDeletedSpace', 200, { params: { id: await dropped() }, body: {} });
  await call('purgeSpace', 204, { params: { id: await dropped() } });
}

/** Fails as often as it takes, with the clock moved on each time, until there is a lock to lift. */
async function lockAnswers(): Promise<void> {
  const wrong = { username: 'bob', password: 'a wrong password' };
  for (let failure = 1; failure <= 20; failure += 1) {
    await call('login', 401, { body: wrong, anonymous: true });
    ahead += 120_000;
  }
  await call('login', 429, { body: wrong, anonymous: true });
  ahead -= 120_000;
  const { items } = await call('listLocks', 200);
  const [lock] = items as { readonly id: string }[];
  await call('liftLock', 204, { params: { id: lock?.id ?? '' } });
  await call('liftLock', 404, { params: { id: lock?.id ?? '' } });
}

const params = { name: 'one' };
const query = '?space=apps';

test('every operation answers as documented', async () => {
  token = String((await call('login', 200, { body: alice, anonymous: true }))['token']);
  await call('getDocument', 200, { anonymous: true });
  await call('getMe', 200);
  await call('createSpace', 200, { body: { path: 'apps' } });
  const content = { fields: { username: 'u', privateKey: 'k' }, kind: 'ssh-key' };
  await call('createSecret', 201, {
    body: { space: 'apps', name: 'one', ...content, tags: ['t'], delivery: { env: 'ONE' } },
  });
  await call('putSecret', 201, { params: { name: 'two' }, query, body: { value: 'v' } });
  await call('putSecret', 200, { params, query, body: content, headers: { 'if-match': '"1"' } });
  await call('changeSecret', 200, { params, query, body: { expiresAt: '2099-01-01T00:00:00Z' } });
  await call('readSecret', 200, { params, query });
  await call('readSecret', 304, { params, query, headers: { 'if-none-match': '"2"' } });
  await call('describeSecret', 200, { params, query });
  await call('listSecrets', 200, { query: `${query}&limit=1` });
  await call('readValues', 200, { query });
  await call('compareSpaces', 200, { query: `${query}&space=shop` });
  const registry = { server: 'reg.example.com', username: 'u', password: 'p' };
  await call('createSecret', 201, {
    body: { space: 'shop', name: 'reg', kind: 'docker-registry', fields: registry },
  });
  await call('renderDockerConfig', 200, { body: { space: 'shop', name: 'reg' } });
  await call('renderKubernetesSecret', 200, { body: { space: 'shop', name: 'reg' } });
  const manifest = 'kind: ExternalService\nname: web\nspec: { image_pull_secret: reg }';
  await call('renderFandoghManifest', 200, { body: { space: 'shop', manifest } });
  await call('rollbackSecret', 200, { params, query, body: { version: 1 } });
  await call('destroyVersions', 200, { params, query, body: { versions: [1] } });
  await call('listVersions', 200, { params, query });
  await call('deleteSecret', 204, { params, query });
  await call('listSpaces', 200);
  await call('defineRole', 204, { params: { name: 'depositor' }, body: { actions: ['create'] } });
  const grant = await call('createGrant', 200, {
    body: { to: 'user:bob', role: 'depositor', space: 'apps/**' },
  });
  await call('listGrants', 200, { query });
  await call('listRoles', 200);
  await call('deleteRole', 409, { params: { name: 'depositor' } });
  await call('deleteGrant', 204, { params: { id: String(grant['id']) } });
  await call('deleteRole', 204, { params: { name: 'depositor' } });
  await call('createGroup', 201, { body: { name: 'staff', description: 'all of us' } });
  await call('createGroup', 409, { body: { name: 'Staff' } });
  const member = { group: 'staff', member: 'user:bob' };
  await call('addGroupMember', 204, { params: member });
  await call('createGrant', 200, { body: { to: 'group:staff', role: 'reader', space: 'apps' } });
  await call('createGrant', 200, {
    body: { to: 'user:bob', role: 'viewer', space: 'apps/x', effect: 'deny' },
  });
  await call('listGroups', 200);
  const members = await call('listGroupMembers', 200, { params: { group: 'staff' } });
  const [bob] = members['items'] as { id: string }[];
  await call('listReaders', 200, { params: { name: 'two' }, query });
  await call('describePrincipal', 200, { params: { id: bob?.id ?? '' }, query: '?limit=1' });
  await call('canI', 200, { body: { space: 'apps/none', actions: ['read'] } });
  const missing = await call('explainRequest', 404, { params: { requestId: 'none' } });
  const { requestId } = missing['error'] as { requestId: string };
  await call('explainRequest', 200, { params: { requestId } });
  await call('readIntegrity', 200);
  await keyAnswers();
  await timeAnswers();
  await call('removeGroupMember', 204, { params: member });
  await call('deleteGroup', 204, { params: { group: 'staff' } });
  await call('createUser', 201, { body: { username: 'carol', password: 'seven small bridges' } });
  await call('listUsers', 200);
  const carol = { username: 'carol' };
  await call('changeUser', 200, { params: carol, body: { disabled: true } });
  await call('changeUser', 200, { params: carol, body: { admin: true } });
  await call('setUserPassword', 200, { params: carol, body: { password: 'nine small bridges' } });
  await call('listUserTokens', 200, { params: { username: 'alice' } });
  await call('resetSecondFactor', 204, { params: carol });
  await outsideAnswers();
  await secondFactorAnswers();
  await lockAnswers();
  const service = { name: 'deployer', grants: [{ space: 'apps', actions: ['list'] }] };
  const { id, clientId, clientSecret } = await call('registerService', 201, { body: service });
  const serviceParams = { id: String(id) };
  await call('serviceLogin', 200, { body: { clientId, clientSecret }, anonymous: true });
  await call('createServiceToken', 201, {
    params: serviceParams,
    body: { name: 'ci', lifetimeSeconds: 60, networks: ['10.0.0.0/8'] },
  });
  await call('rotateServiceSecret', 200, { params: serviceParams });
  await call('setServiceState', 200, { params: serviceParams, body: { disabled: true } });
  await call('registerService', 200, { body: service });
  await call('listServices', 200);
  await call('removeService', 204, { params: { name: 'deployer' } });
  const limits = [{ space: 'apps', actions: ['list', 'read'] }];
  const issued = await call('createToken', 201, { body: { name: 'ci', lifetimeSeconds: null, limits } });
  await call('listTokens', 200);
  await call('revokeToken', 204, { params: { id: String(issued['id']) } });
  await call('listAuditEvents', 200, { query: '?limit=1000&from=2020-01-01T00:00:00Z&action=read' });
  assert.match(String((await call('readAuditKeys', 200))['text']), /^polyvault\//);
  const checkpoint = String((await call('readCheckpoint', 200))['text']);
  assert.match(checkpoint, /^polyvault\/.*\n\d+\n.{44}\n\n— polyvault\/.* .*\n$/);
  const lines = String((await call('exportAudit', 200, { query: '?from=3' }))['text'])
    .trimEnd()
    .split('\n');
  assert.ok(lines.length > 10);
  assert.equal((JSON.parse(lines[0] ?? '') as { format: string }).format, 'polyvault-audit-1');
  await call('cutAudit', 200, { body: { upTo: 1_000_000 } });
  await call('changePassword', 204, { body: { current: alice.password, next: 'another long one' } });
  await call('logout', 204);
  const all = Object.values(document.paths).flatMap((item) => Object.values(item));
  // Sealing takes the whole program, whose test is test/process/sealed.test.ts.
  const here = all.map(({ operationId }) => operationId).filter((id) => id !== 'sealServer');
  assert.deepEqual([...seen].sort(), here.sort());
  token = String(
    (await call('login', 200, { body: { ...alice, password: 'another long one' }, anonymous: true }))[
      'token'
    ],
  );
});

test('errors answer as documented', async () => {
  await call('login', 401, { body: { username: 'alice', password: 'wrong' }, anonymous: true });
  await call('login', 400, { text: '{', anonymous: true });
  await call('createSecret', 415, { text: 'x', headers: { 'content-type': 'text/plain' } });
  await call('createSecret', 413, { body: { space: 'apps', name: 'x', value: 'x'.repeat(600 * 1024) } });
  await call('readSecret', 404, { params, query });
  await call('readSecret', 404, { params: { name: 'two' }, query: `${query}&version=7` });
  await call('createSecret', 409, { body: { space: 'apps', name: 'two', value: 'v' } });
  await call('putSecret', 412, {
    params: { name: 'two' },
    query,
    body: { value: 'v' },
    headers: { 'if-none-match': '*' },
  });
  await call('destroyVersions', 200, { params: { name: 'two' }, query, body: { versions: [1] } });
  await call('readSecret', 410, { params: { name: 'two' }, query });
  await call('rollbackSecret', 410, { params: { name: 'two' }, query, body: { version: 1 } });
});

test('without a token every guarded operation is 401, whatever else is wrong with the request', async () => {
  let guarded = 0;
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item)) {
      if (operation.security.length === 0) continue;
      guarded += 1;
      const params = { name: 'x', id: 'x', username: 'x' };
      const answer = await call(operation.operationId, 401, { params, query: '?odd=%zz', anonymous: true });
      assert.equal((answer['error'] as { code: string }).code, 'unauthenticated');
    }
  }
  assert.ok(guarded > 25);
});
