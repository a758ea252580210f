// SECURITY-DESIGN section 6, row 8 (CVE-2026-3605, `.` and `..` passed policy): 300 spellings of dots, slashes, NUL
// and their escapes, as space, name, user, namespace and id of every dialect. What is decided about is what is
// stored, or the answer is a 400 or a 404; nothing of somebody else's is ever reached.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { isSegment } from '../../server/src/core/index.ts';
import { holdsNothingOfHers, stateOf } from '../isolation/hers.ts';
import { bearer, headersFor, openTenants, sender } from '../isolation/tenants.ts';
import type { Actor, Tenants } from '../isolation/tenants.ts';
import { rawRequest } from '../support/raw-request.ts';

const DOTS = [
  '..',
  '.',
  '%2e%2e',
  '%2E.',
  '.%2e',
  '%252e%252e',
  '%c0%ae%c0%ae',
  '..%00',
  '%00',
  '..;',
  '...',
  '%20..',
];
const SLASHES = ['/', '%2f', '%2F', '//', '%252f', '\\', '%5c', '/./', ';/', '%00/', '%e2%88%95', '%c0%af'];
/** Spellings that climb out of bob's space, or add nothing, in front of what is alice's. */
const SPELLINGS: readonly string[] = [
  ...DOTS.flatMap((dots) => SLASHES.map((slash) => `bob${slash}${dots}${slash}alice`)),
  ...DOTS.flatMap((dots) => SLASHES.map((slash) => `${dots}${slash}alice`)),
  ...SLASHES.map((slash) => `${slash}alice`),
  ...SLASHES.map((slash) => `alice${slash}`),
].slice(0, 300);

let tenants: Tenants;
let bob: Actor;
before(async () => {
  tenants = await openTenants();
  bob = await tenants.signIn('bob');
});
after(() => tenants.server.close());

interface Place {
  readonly dialect: string;
  readonly method: string;
  readonly path: (spelling: string) => string;
  readonly headers?: (spelling: string) => Readonly<Record<string, string>>;
  readonly json?: unknown;
}

const value = { value: 'v' };
const PLACES: readonly Place[] = [
  { dialect: 'native', method: 'GET', path: (at) => `/pv/v1/secrets/her-secret?space=tenants/${at}` },
  { dialect: 'native', method: 'GET', path: (at) => `/pv/v1/secrets?recursive=true&space=tenants/${at}` },
  {
    dialect: 'native',
    method: 'PUT',
    path: (at) => `/pv/v1/secrets/her-secret?space=tenants/${at}`,
    json: value,
  },
  { dialect: 'native', method: 'GET', path: (at) => `/pv/v1/secrets/${at}?space=tenants/bob` },
  { dialect: 'native', method: 'PUT', path: (at) => `/pv/v1/secrets/${at}?space=tenants/bob`, json: value },
  { dialect: 'coder', method: 'GET', path: (at) => `/api/v2/users/${at}/secrets/her-own` },
  { dialect: 'coder', method: 'DELETE', path: (at) => `/api/v2/users/me/secrets/${at}` },
  { dialect: 'fandogh', method: 'GET', path: (at) => `/api/secrets/${at}` },
  { dialect: 'fandogh', method: 'GET', path: (at) => `/api/users/namespaces/${at}` },
  {
    dialect: 'fandogh',
    method: 'GET',
    path: () => '/api/secrets',
    headers: (at) => ({ 'active-namespace': `${at}/../shop` }),
  },
  { dialect: 'appgate', method: 'GET', path: (at) => `/admin/secrets/${at}` },
  {
    dialect: 'olares',
    method: 'POST',
    path: (at) => `/ListSecret?workspace=${at}/notes`,
    json: { env: 'prod' },
  },
  {
    dialect: 'olares',
    method: 'POST',
    path: (at) => `/system-server/v1alpha1/secret/secret.infisical/v1/${at}?workspace=notes`,
    json: { env: 'prod', name: 'her-note' },
  },
];

test(`${SPELLINGS.length} spellings in ${PLACES.length} places of five dialects`, async (context) => {
  const before = stateOf(tenants);
  const tally = { refused: 0, literal: 0 };
  for (const place of PLACES) {
    for (const spelling of SPELLINGS) {
      const path = place.path(spelling);
      const headers = { ...headersFor(path, bob), ...place.headers?.(spelling) };
      const answer = await rawRequest(tenants.server.base, place.method, path, headers, place.json);
      const label = `${place.method} ${path}`;
      assert.ok(answer.status !== 0, `${label}: no answer`);
      holdsNothingOfHers(label, answer);
      if (answer.status < 300) tally.literal += 1;
      else tally.refused += 1;
    }
  }
  assert.equal(stateOf(tenants), before);
  context.diagnostic(
    `${SPELLINGS.length * PLACES.length} requests: ${tally.refused} refused, ${tally.literal} taken literally`,
  );
});

test('every space that was decided about is one that can be stored', async () => {
  const send = sender(tenants.server);
  const root = bearer((await tenants.signIn('root')).token);
  let seen = 0;
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const query = before === Number.MAX_SAFE_INTEGER ? '' : `&before=${before}`;
    const { text } = await send('GET', `/pv/v1/audit?limit=1000${query}`, root);
    const { items } = JSON.parse(text) as { items: { seq: number; space?: { path: string } }[] };
    for (const { space } of items) {
      if (space === undefined) continue;
      seen += 1;
      // Grants are decided about on patterns; a space is segments and nothing else.
      assert.ok(
        space.path
          .replace(/\/?\*{1,2}$/, '')
          .split('/')
          .every(isSegment),
        space.path,
      );
    }
    const last = items.at(-1);
    if (last === undefined) break;
    before = last.seq;
  }
  assert.ok(seen > 100);
});

test('a name that was taken literally is stored under what was decoded once', async () => {
  const send = sender(tenants.server);
  const { text } = await send('GET', '/pv/v1/secrets?space=tenants/bob&limit=1000', bearer(bob.token));
  const { items } = JSON.parse(text) as { items: { name: string }[] };
  const stored = new Set(items.map(({ name }) => name));
  const literal = SPELLINGS.flatMap((spelling) => {
    try {
      return [decodeURIComponent(spelling)];
    } catch {
      return [];
    }
  });
  assert.ok(stored.size > 50);
  for (const name of stored) assert.ok(literal.includes(name), JSON.stringify(name));
});
