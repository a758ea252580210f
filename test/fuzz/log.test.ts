// Bytes that are not a request leave nothing of themselves in the log, and the search of the log finds what it should.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { clientBootstrap } from '../support/dialect-clients.ts';
import { exchangeAlone } from './connection.ts';
import { MARK } from './marks.ts';
import { judgeLine, startProcess } from './server-process.ts';

test('a broken request with a value and a token is not logged', async () => {
  const server = await startProcess(clientBootstrap('notes'));
  try {
    const token = `pvt1${'A'.repeat(48)}`;
    const head = `POST /pv/v1/secrets HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n`;
    const broken = [
      `${head}a b: c\r\n\r\n${MARK}`,
      `${head}content-length: x\r\n\r\n${MARK}`,
      `${MARK}\r\n\r\n`,
    ];
    for (const text of broken) {
      const lines = server.logLines();
      const [answer] = await exchangeAlone(server.port, Buffer.from(text), false);
      assert.equal(answer?.status, 400);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
      assert.ok(!answer.body.includes(MARK));
      assert.ok(await grows(server, lines), 'the parser has complained');
    }
    assert.deepEqual(server.findings, []);
  } finally {
    await server.close();
  }
});

/** The line comes through a pipe of its own, after the answer or before it. */
async function grows(server: { logLines(): number }, from: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200 && server.logLines() <= from; attempt += 1) await setTimeout(25);
  return server.logLines() > from;
}

test('the search of the log finds values, passwords, tokens, raw bytes and faults', () => {
  const bytes = JSON.stringify({ packet: Buffer.from(`x${MARK}`) });
  const bad = [
    MARK,
    'alice has a password',
    `pvt1${'B'.repeat(48)}`,
    bytes,
    '{"level":50,"msg":"x"}',
    'Error: x',
  ];
  for (const line of bad) assert.notEqual(judgeLine(line), null, line);
  assert.notEqual(judgeLine(Buffer.from(`${MARK}!`).toString('base64')), null);
  assert.equal(judgeLine('{"level":30,"msg":"Server listening"}'), null);
});
