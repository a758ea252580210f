// A thousand canary values through all dialects, refused requests included: none of them is found in the
// database, its write-ahead log, the log or the audit events, however it might be encoded.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { clientBootstrap, send, signInEverywhere } from '../support/dialect-clients.ts';
import { startServer } from '../support/server.ts';

const MARK = 'c4naryV4lue';
const PER_DIALECT = 200;

/** The mark as it could stand in bytes: plain, UTF-16, hexadecimal, Base64 at each of the three offsets. */
function encodings(mark: string): readonly Buffer[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.from('x'.repeat(offset) + mark).toString('base64');
    return text.slice(Math.ceil((offset * 4) / 3), -4);
  });
  return [
    Buffer.from(mark),
    Buffer.from(mark, 'utf16le'),
    Buffer.from(Buffer.from(mark).toString('hex')),
    ...base64.map((text) => Buffer.from(text)),
  ];
}

function findings(where: string, bytes: Buffer): readonly string[] {
  return encodings(MARK).flatMap((form, index) => (bytes.includes(form) ? [`${where} (form ${index})`] : []));
}

test('no canary is found on disk, in the log or in the audit events', async () => {
  const server = await startServer({
    bootstrap: clientBootstrap('notes'),
    settings: { coder: { limits: { secrets: 1000 } } },
  });
  try {
    const { token, clients } = await signInEverywhere(server, { native: 'apps/shop', workspace: 'notes' });
    let stored = 0;
    for (const client of clients) {
      for (let index = 0; index < PER_DIALECT; index += 1) {
        const value = `${MARK}-${client.name}-${index}`;
        const answer = await client.create(`s${index}`, value);
        assert.ok(answer.status < 300, `${client.name} answered ${answer.status} to write ${index}`);
        assert.ok(!answer.text.includes(MARK), `${client.name} repeats a value in its answer to a write`);
        stored += 1;
        if (client.read !== undefined) assert.equal(await client.read(`s${index}`), value);
      }
      for (const answer of await client.refused(`${MARK}-${client.name}-refused`)) {
        assert.ok(answer.status < 500, `${client.name} answered ${answer.status}`);
        assert.ok(!answer.text.includes(MARK), `${client.name} repeats a value in a refusal`);
      }
    }
    assert.equal(stored, 5 * PER_DIALECT);
    const audit = await send(server, 'GET', '/pv/v1/audit?limit=1000', { authorization: `Bearer ${token}` });
    const found = [
      ...findings('log', Buffer.from(server.logs())),
      ...findings('audit', Buffer.from(audit.text)),
    ];
    const files = readdirSync(server.dataDir).filter((name) => name.startsWith('polyvault.db'));
    assert.ok(files.includes('polyvault.db-wal'), 'the write-ahead log was looked at');
    for (const name of files) found.push(...findings(name, readFileSync(join(server.dataDir, name))));
    assert.deepEqual(found, []);
    // The search itself: metadata is not secret, so the same mark in a description must be found.
    const body = { space: 'apps/shop', name: 'described', value: 'v', description: MARK };
    await send(server, 'POST', '/pv/v1/secrets', { authorization: `Bearer ${token}` }, body);
    const after = files.flatMap((name) => findings(name, readFileSync(join(server.dataDir, name))));
    assert.ok(after.length > 0, 'a mark that is stored in clear is found');
  } finally {
    await server.close();
  }
});
