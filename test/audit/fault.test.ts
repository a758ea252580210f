// Proves promise P2 through every dialect: with the audit path broken no value leaves and no change is made; the answer
// is the dialect's own 503, and all goes on without a restart. What is broken is real: the log's table refuses rows, or
// the operating system refuses every write to a file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { clientBootstrap, signInEverywhere } from '../support/dialect-clients.ts';
import type { Answer, DialectClient } from '../support/dialect-clients.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const SPACE = 'teams/shop';
const VALUE = 'canary that must not leave';
const PRLIMIT = '/usr/bin/prlimit';

/** What a dialect answers when nothing can be done now. */
const CLOSED: Readonly<Record<DialectClient['name'], (answer: Answer) => void>> = {
  native: ({ status, text }) => {
    assert.equal(status, 503);
    assert.equal((JSON.parse(text) as { error: { code: string } }).error.code, 'unavailable');
  },
  fandogh: ({ status, text }) => {
    assert.equal(status, 503);
    assert.ok('message' in (JSON.parse(text) as object), text);
  },
  appgate: ({ status, text }) => {
    assert.equal(status, 503);
    assert.equal((JSON.parse(text) as { id: string }).id, 'service unavailable');
  },
  // The gateway answers 200; what went wrong stands in the envelopes (olares.md 2.3).
  olares: ({ status, text }) => {
    assert.equal(status, 200);
    assert.doesNotMatch(text, /"code":0,"message":"","data"/);
    assert.match(text, /503|Service Unavailable/);
  },
  coder: ({ status, text }) => {
    assert.equal(status, 503);
    assert.ok('message' in (JSON.parse(text) as object), text);
  },
};

interface Fault {
  readonly name: string;
  readonly possible: boolean;
  readonly begin: (server: TestServer) => void;
  readonly end: (server: TestServer) => void;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'the audit log takes no rows',
    possible: true,
    begin: (server) => {
      alter(
        server,
        "CREATE TRIGGER broken BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'no'); END",
      );
    },
    end: (server) => alter(server, 'DROP TRIGGER broken'),
  },
  {
    name: 'no file takes another byte',
    possible: existsSync(PRLIMIT),
    begin: () => limitFiles('1'),
    end: () => limitFiles('unlimited'),
  },
];

function alter(server: TestServer, sql: string): void {
  const db = new DatabaseSync(join(server.dataDir, 'polyvault.db'), { timeout: 5000 });
  db.exec(sql);
  db.close();
}

/** The largest file that this process may write from now on. */
function limitFiles(bytes: string): void {
  execFileSync(PRLIMIT, ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
}

interface Stored {
  readonly versions: unknown;
  readonly secrets: unknown;
  readonly events: number;
}

function stored(server: TestServer): Stored {
  const db = new DatabaseSync(join(server.dataDir, 'polyvault.db'), { readOnly: true, timeout: 5000 });
  try {
    const all = (sql: string): unknown => db.prepare(sql).all();
    const [events] = db.prepare('SELECT count(*) AS count FROM audit_events').all();
    return {
      versions: all('SELECT hex(mac) FROM versions ORDER BY 1'),
      secrets: all('SELECT hex(mac) FROM secrets ORDER BY 1'),
      events: Number(events?.['count']),
    };
  } finally {
    db.close();
  }
}

/** Null for a client that never shows values. */
async function tryRead(client: DialectClient): Promise<string | null> {
  if (client.read === undefined) return null;
  return client.read('kept').catch(() => 'refused');
}

describe('with the audit path broken', () => {
  let server: TestServer;
  let clients: readonly DialectClient[];

  before(async () => {
    server = await startServer({
      bootstrap: clientBootstrap('shop'),
      settings: {
        fandogh: { space: 'teams/{namespace}' },
        appgate: { space: SPACE },
        olares: { space: 'teams/{workspace}' },
        coder: { space: SPACE },
      },
    });
    ({ clients } = await signInEverywhere(server, { native: SPACE, workspace: 'shop' }));
    await clients[0]?.create('kept', VALUE);
  });
  after(async () => {
    if (existsSync(PRLIMIT)) limitFiles('unlimited');
    await server.close();
  });

  for (const fault of FAULTS) {
    test(`${fault.name}: closed in every dialect, then healed`, { skip: !fault.possible }, async () => {
      fault.begin(server);
      let begun = stored(server);
      try {
        for (const client of clients) {
          assert.notEqual(await tryRead(client), VALUE, `${client.name} let the value out`);
          const answers = [await client.create(`new-${client.name}`, 'v'), await client.list()];
          for (const answer of answers) {
            assert.ok(!answer.text.includes(VALUE), client.name);
            CLOSED[client.name](answer);
          }
        }
        assert.deepEqual(stored(server), begun, 'nothing was written');
      } finally {
        fault.end(server);
      }
      begun = stored(server);
      for (const client of clients) {
        if (client.read !== undefined) assert.equal(await client.read('kept'), VALUE, client.name);
        const created = await client.create(`${client.name}-${FAULTS.indexOf(fault)}`, 'v');
        assert.ok(created.status < 300, created.text);
      }
      assert.ok(stored(server).events >= begun.events + clients.length);
    });
  }

  test('the checks can fail: a working path gives the value out and changes the tables', async () => {
    const begun = stored(server);
    for (const client of clients) {
      if (client.read !== undefined) assert.equal(await tryRead(client), VALUE);
      const answer = await client.list();
      assert.throws(() => CLOSED[client.name](answer), assert.AssertionError);
    }
    await clients[0]?.create('another', 'v');
    assert.notDeepEqual(stored(server), begun);
  });
});
