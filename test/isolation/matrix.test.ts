// Promise P5: every route, verb and kind of id, asked about alice's things by another tenant, by one who may only
// look, and with no, a revoked and an expired token. No answer holds what is hers, nothing of hers changes, and what
// is foreign looks like what does not exist. The routes are those that the server registered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { canonicalRoute, fill, isOpen, isPreflight, OPEN_ROUTES, ROWS } from './route-rows.ts';
import type { Row } from './route-rows.ts';
import { holdsNothingOfHers, samplePath, stateOf } from './hers.ts';
import { bearer, headersFor, MARK, openTenants, sender, VALUE_MARK } from './tenants.ts';
import type { Actor, Answer, Tenants } from './tenants.ts';

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

let tenants: Tenants;
let send: ReturnType<typeof sender>;
let routes: readonly string[] = [];
let bob: Actor;
let vera: Actor;

before(async () => {
  tenants = await openTenants();
  send = sender(tenants.server);
  routes = tenants.server.routes.map(({ method, url }) => `${method} ${url}`);
  bob = await tenants.signIn('bob');
  vera = await tenants.signIn('vera');
});
after(() => tenants.server.close());

interface Call {
  readonly label: string;
  readonly row: Row;
  readonly method: string;
  /** The path's own spelling of the prefix, for routes with several. */
  readonly prefix: string | null;
}

/** Each guarded route of the server with each of its rows. */
function calls(): readonly Call[] {
  return routes
    .filter((route) => !isOpen(route))
    .flatMap((route) => {
      const { route: canonical, prefix } = canonicalRoute(route);
      const rows = ROWS.filter((row) => row.route === canonical);
      const [method = ''] = route.split(' ');
      return rows.map((row) => ({ label: `${route} (${row.path})`, row, method, prefix }));
    });
}

async function ask(call: Call, actor: Actor, values: Readonly<Record<string, string>>): Promise<Answer> {
  const { row, method, prefix } = call;
  const path = fill(row.path, values);
  const spelled = prefix === null ? path : path.replace(/^\/api\//, prefix);
  const headers = headersFor(path, actor);
  return send(method, spelled, headers, method === 'GET' ? undefined : fill(row.json, values));
}

/** A fresh session where the call itself ends it. */
async function actorFor(call: Call, name: string, actor: Actor): Promise<Actor> {
  return call.row.path.includes('logout') ? tenants.signIn(name) : actor;
}

test('every route has a row, every row and every open route is a route', () => {
  const known = new Set(ROWS.map(({ route }) => route));
  const without = routes.filter((route) => !isOpen(route) && !known.has(canonicalRoute(route).route));
  assert.deepEqual(without, [], 'add rows to routes.json');
  assert.deepEqual(
    [...known].filter((route) => !routes.includes(route)),
    [],
    'rows without a route',
  );
  assert.deepEqual(
    OPEN_ROUTES.filter((route) => !routes.includes(route)),
    [],
    'open routes that are none',
  );
  assert.deepEqual(
    OPEN_ROUTES.filter((route) => known.has(route)),
    [],
  );
});

test('another tenant learns nothing and changes nothing; what is foreign looks absent', async (context) => {
  const before = stateOf(tenants);
  const all = calls();
  let compared = 0;
  for (const call of all) {
    const actor = await actorFor(call, 'bob', bob);
    const answer = await ask(call, actor, tenants.hers);
    holdsNothingOfHers(call.label, answer);
    assert.equal(answer.status, call.row.foreign, `${call.label}: ${answer.text}`);
    if (call.row.kind !== 'object') continue;
    const absent = await ask(call, actor, tenants.absent);
    assert.equal(absent.status, answer.status, call.label);
    assert.equal(plain(answer.text, tenants.hers), plain(absent.text, tenants.absent), call.label);
    compared += 1;
  }
  assert.equal(stateOf(tenants), before);
  context.diagnostic(`${all.length} calls, ${compared} compared with what is absent`);
});

test('a role too low sees no value and changes nothing', async (context) => {
  const before = stateOf(tenants);
  const all = calls();
  for (const call of all) {
    const answer = await ask(call, await actorFor(call, 'vera', vera), tenants.hers);
    holdsNothingOfHers(call.label, answer, true);
    assert.equal(answer.status, call.row.viewer, `${call.label}: ${answer.text}`);
  }
  assert.equal(stateOf(tenants), before);
  context.diagnostic(`${all.length} calls`);
});

test('no, a revoked and an expired token of her own open nothing', async (context) => {
  const revoked = await tenants.shortLived();
  await send('POST', '/pv/v1/logout', bearer(revoked.token));
  const expired = await tenants.shortLived();
  tenants.clock.advance(24 * 60 * 60 * 1000);
  const before = stateOf(tenants);
  const nobody = { token: null, accessToken: null };
  const unknown = { token: 'pvt1unknown', accessToken: 'pvt1unknown' };
  const actors = { nobody, unknown, revoked: { ...revoked, accessToken: 'pvt1unknown' }, expired };
  const all = calls();
  for (const call of all) {
    for (const [name, actor] of Object.entries(actors)) {
      const answer = await ask(call, actor, tenants.hers);
      const label = `${call.label} with the token of ${name}`;
      holdsNothingOfHers(label, answer);
      assert.ok(isRefused(call, answer), `${label}: ${answer.status} ${answer.text}`);
    }
  }
  assert.equal(stateOf(tenants), before);
  context.diagnostic(`${all.length} routes with ${Object.keys(actors).length} bad tokens`);
});

test('a verb that a path does not have opens nothing either', async (context) => {
  bob = await tenants.signIn('bob');
  const before = stateOf(tenants);
  let tried = 0;
  for (const url of new Set(routes.map((route) => route.split(' ')[1] ?? ''))) {
    const known = routes.filter((route) => route.split(' ')[1] === url).map((route) => route.split(' ')[0]);
    const path = samplePath(url, tenants.hers);
    for (const method of VERBS.filter((verb) => !known.includes(verb))) {
      tried += 1;
      const answer = await send(method, path, headersFor(path, bob));
      holdsNothingOfHers(`${method} ${path}`, answer);
      assert.ok(answer.status >= 400, `${method} ${path}: ${answer.status}`);
    }
  }
  assert.equal(stateOf(tenants), before);
  context.diagnostic(`${tried} verbs that are not there`);
});

test('the open routes are open and hold nothing of hers', async () => {
  for (const route of routes.filter(isOpen)) {
    const [method = '', url = ''] = route.split(' ');
    const json = method === 'GET' || isPreflight(route) ? undefined : {};
    const answer = await send(method, samplePath(url, tenants.hers), {}, json);
    holdsNothingOfHers(route, answer);
    // Files of the console have names of their own: a made-up one is none.
    if (route !== 'GET /assets/*') assert.notEqual(answer.status, 404, route);
  }
});

test('control: the marks are found where alice herself looks', async () => {
  const alice = await tenants.signIn('alice');
  const { text } = await send('GET', '/pv/v1/values?space=tenants/alice', bearer(alice.token));
  assert.ok(text.includes(MARK) && text.includes(VALUE_MARK));
  assert.throws(() => holdsNothingOfHers('control', { status: 200, text }));
  const before = stateOf(tenants);
  await send('PATCH', '/pv/v1/secrets/her-secret?space=tenants/alice', bearer(alice.token), {
    tags: ['new'],
  });
  assert.notEqual(stateOf(tenants), before);
});

/** Olares answers refusals on its gateway with an envelope, and hides one page behind a 403. */
function isRefused({ row }: Call, { status, text }: Answer): boolean {
  if (row.path.startsWith('/system-server')) return status === 401 || text.includes('"code":1');
  if (row.path === '/permission/v1alpha1/nonce') return status === 403;
  return status === 401;
}

/** An answer without the names that were asked for and the ids of the request. */
function plain(text: string, values: Readonly<Record<string, string>>): string {
  let result = text.replace(/"(requestId|reqId)":"[^"]*"/g, '"$1":""');
  const byLength = Object.entries(values).sort(([, one], [, other]) => other.length - one.length);
  for (const [name, value] of byLength) {
    const variable = value === tenants.absent['userId'] || /^[0-9a-f-]{36}$/.test(value) ? 'id' : name;
    result = result.replaceAll(value, `<${variable}>`);
  }
  return result.replace(/<(secret|coderSecret|olaresSecret)>/g, '<name>');
}
