// SECURITY-DESIGN section 6, row 21 (a slow body is never cut by default): requests that dribble, in headers or body, are
// cut off with 408 and keep nobody else waiting; idle connections cost nothing. Header and depth tables: rows 18 and 5.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { test } from 'node:test';

import { ServerProcess, temporaryFolder } from '../process/server-process.ts';

const BEGINNINGS: Readonly<Record<string, string>> = {
  'headers that never end': 'GET /pv/v1/me HTTP/1.1\r\nhost: x\r\nx-',
  'a native body':
    'POST /pv/v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
  'a Fandogh body':
    'POST /api/tokens HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
  'an Appgate body':
    'POST /admin/login HTTP/1.1\r\nhost: x\r\naccept: application/vnd.appgate.peer-v20+json\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
  'an Olares body':
    'POST /permission/v1alpha1/access HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
  'a Coder body': 'POST /api/v2/users/login HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n{',
  'a chunked body':
    'POST /pv/v1/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n',
};

/** Sends the beginning, then a byte now and then, until the server ends the connection: all that it answered. */
async function dribble(port: number, beginning: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(beginning);
  const chunked = beginning.includes('chunked');
  const timer = setInterval(() => socket.write(chunked ? '1\r\n \r\n' : 'a'), 100);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(timer);
  return Buffer.concat(chunks).toString();
}

test('what dribbles is cut, and nobody waits for it', async (t) => {
  const server = new ServerProcess(t, temporaryFolder(t), { env: { POLYVAULT_REQUEST_TIMEOUT: '1' } });
  const base = await server.listening();
  const port = Number(new URL(base).port);
  const slow = Object.entries(BEGINNINGS).flatMap(([what, beginning]) =>
    Array.from({ length: 20 }, async () => ({ what, answer: await dribble(port, beginning) })),
  );
  const ended = new AbortController();
  const outcome = Promise.all(slow).finally(() => ended.abort());
  let served = 0;
  while (!ended.signal.aborted) {
    const response = await fetch(`${base}/healthz`);
    assert.equal(response.status, 200);
    await response.arrayBuffer();
    served += 1;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.ok(served > 1);
  for (const { what, answer } of await outcome) assert.match(answer, /^HTTP\/1\.1 408 /, what);
});

test('thousands of idle connections leave it serving', async (t) => {
  const server = new ServerProcess(t, temporaryFolder(t));
  const base = await server.listening();
  const port = Number(new URL(base).port);
  const sockets: Socket[] = [];
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  for (let batch = 0; batch < 20; batch += 1) {
    const opened = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    sockets.push(...opened);
    await Promise.all(opened.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  }
  assert.equal(sockets.filter((socket) => socket.readyState === 'open').length, 2000);
  assert.equal((await fetch(`${base}/healthz`)).status, 200);
});
