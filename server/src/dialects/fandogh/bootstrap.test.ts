// The bootstrap section on a real server: applied twice it changes nothing, and who is no user stops the start.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { startServer } from '../../../../test/support/server.ts';

const password = 'a long password';
const users = [
  { username: 'alice', password, admin: true },
  { username: 'bob', password },
];

function section(members: readonly unknown[]) {
  return { users, fandogh: { namespaces: [{ name: 'shop', members }] } };
}

async function grantsOn(base: string, space: string): Promise<readonly string[]> {
  const login = await fetch(`${base}/api/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'alice', password }),
  });
  const { token } = (await login.json()) as { readonly token: string };
  const answer = await fetch(`${base}/pv/v1/grants?space=${space}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items } = (await answer.json()) as {
    readonly items: readonly {
      readonly to: { readonly name: string };
      readonly role: string;
      readonly space: string;
    }[];
  };
  return items.map((grant) => `${grant.to.name} ${grant.role} ${grant.space}`).sort();
}

/** A data folder that goes away after the test, also when the server never started. */
function folder(t: TestContext): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'polyvault-fandogh-'));
  t.after(() => rmSync(dataDir, { recursive: true }));
  return dataDir;
}

test('each member gets his role on exactly the namespace, once', async (t) => {
  const dataDir = folder(t);
  const members = [
    { username: 'alice', role: 'ADMIN' },
    { username: 'Bob', role: 'OPERATOR' },
  ];
  for (const round of ['first', 'second']) {
    const server = await startServer({ bootstrap: section(members), dataDir });
    const grants = await grantsOn(server.base, 'fandogh/shop').finally(() => server.close());
    assert.deepEqual(grants, ['alice owner fandogh/shop', 'bob fandogh-operator fandogh/shop'], round);
  }
});

test('members who are no users are named, and nothing starts', async (t) => {
  const members = [
    { username: 'alice', role: 'ADMIN' },
    { username: 'nobody', role: 'DEVELOPER' },
  ];
  await assert.rejects(
    startServer({ bootstrap: section(members), dataDir: folder(t) }),
    /fandogh\.namespaces\.0\.members\.1\.username names "nobody"/,
  );
});

test('an empty section is no error', async (t) => {
  const server = await startServer({ bootstrap: { users, fandogh: {} }, dataDir: folder(t) });
  const grants = await grantsOn(server.base, 'fandogh/shop').finally(() => server.close());
  assert.deepEqual(grants, []);
});
