// Where the seed document and the real clients disagree (fandogh.md section 5): each of the 24 rows has a case. Those that
// are a request and its answer are in the conformance data; the two that are not are here.
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';

import { ALICE, clientBootstrap, send } from '../../support/dialect-clients.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { startTlsFront } from './tls-front.ts';

const ROWS = 24;
const HERE = [23, 24];
const CASES = join(import.meta.dirname, '../../../conformance/fandogh');

let server: TestServer;
let folder = '';
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'polyvault-section-5-'));
  server = await startServer({ bootstrap: clientBootstrap('notes') });
});
after(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const credentials = { username: ALICE.username, password: ALICE.password };

async function headers(): Promise<Readonly<Record<string, string>>> {
  const answer = await send(server, 'POST', '/api/tokens', {}, credentials);
  return { authorization: `JWT ${(JSON.parse(answer.text) as { token: string }).token}` };
}

test('every row is named by a case', () => {
  const titles = globSync('**/*.json', { cwd: CASES }).flatMap((path) => {
    const { steps } = JSON.parse(readFileSync(join(CASES, path), 'utf8')) as { steps: { title?: string }[] };
    return steps.map(({ title }) => /^Rows? ([\d ,and]+):/.exec(title ?? '')?.[1] ?? '');
  });
  const named = new Set([...titles.flatMap((numbers) => numbers.match(/\d+/g) ?? []).map(Number), ...HERE]);
  const missing = Array.from({ length: ROWS }, (_, index) => index + 1).filter((row) => !named.has(row));
  assert.deepEqual(missing, []);
});

test('Row 23: the same over TLS and, on loopback, over plain HTTP', async (context) => {
  const front = await startTlsFront(server.base, folder);
  if (front === null) {
    context.skip('there is no openssl to make a certificate with');
    return;
  }
  try {
    const plain = await send(server, 'GET', '/api/secrets', await headers());
    const { promise, resolve, reject } = Promise.withResolvers<readonly [number | undefined, string]>();
    request(
      `https://127.0.0.1:${front.port}/api/secrets`,
      { ca: readFileSync(front.certificate), headers: await headers() },
      (answer) => void text(answer).then((body) => resolve([answer.statusCode, body]), reject),
    )
      .once('error', reject)
      .end();
    assert.deepEqual(await promise, [plain.status, plain.text]);
    assert.equal(plain.status, 200);
  } finally {
    await front.close();
  }
});

test('Row 24: a 500 is a JSON object that tells nothing', async () => {
  const secret = {
    name: 'tampered',
    type: 'environment-secret',
    fields: { SECRET_KEY: 'the tampered value' },
  };
  const created = await send(server, 'POST', '/api/secrets', await headers(), secret);
  assert.equal(created.status, 200);
  const db = new DatabaseSync(join(server.dataDir, 'polyvault.db'), { timeout: 5000 });
  try {
    assert.equal(db.prepare('UPDATE secrets SET created_at = created_at + 1').run().changes, 1);
  } finally {
    db.close();
  }
  for (const path of ['/api/secrets', '/fa/api/secrets', '/api/secrets/tampered']) {
    const answer = await send(server, 'GET', path, await headers());
    assert.equal(answer.status, 500);
    const { message, ...rest } = JSON.parse(answer.text) as Readonly<Record<string, unknown>>;
    assert.deepEqual([typeof message, rest], ['string', { contents: { message } }]);
    assert.doesNotMatch(answer.text, /tampered|sqlite|integrity|\.ts\b/i);
  }
});
