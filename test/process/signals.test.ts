// Signals: SIGTERM and SIGINT finish what is in flight and end with 0, SIGUSR1 opens no debugger (threat T6).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { ServerProcess, call, signIn, temporaryFolder } from './server-process.ts';

/** A request whose head the server has taken and whose body it still waits for. */
async function halfRequest(base: string, token: string, body: string): Promise<Socket> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.write(
    `PUT /pv/v1/secrets/SLOW?space=apps HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
  );
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  assert.match(chunk.toString(), /^HTTP\/1\.1 100 /);
  return socket;
}

async function refusesConnections(base: string): Promise<boolean> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

test('SIGTERM with a request in flight: it is answered, written, and the exit code is 0', async (t) => {
  const folder = temporaryFolder(t);
  const server = new ServerProcess(t, folder);
  const base = await server.listening();
  const { token } = await signIn(base, 'admin', await server.oneTimePassword());
  const body = JSON.stringify({ value: 'late' });
  const socket = await halfRequest(base, token, body);
  server.child.kill('SIGTERM');
  while (!(await refusesConnections(base))) await setTimeout(10);
  const answered = text(socket);
  socket.write(body);
  const { code } = await server.ended();
  const answer = await answered;
  assert.match(answer, /^HTTP\/1\.1 201 /);
  assert.match(answer, /\r\nconnection: close\r\n/i, 'which does not keep the server waiting');
  assert.match(answer, /"version":1/);
  assert.equal(code, 0);

  const again = new ServerProcess(t, folder);
  const read = await call(await again.listening(), 'GET', '/pv/v1/secrets/SLOW?space=apps', { token });
  assert.deepEqual((read.json as { fields: object }).fields, { value: 'late' });
});

test('SIGUSR1 opens no debugger and stops nothing; SIGINT does not wait for ever for a client that hangs', async (t) => {
  const server = new ServerProcess(t, temporaryFolder(t));
  const base = await server.listening();
  const { token } = await signIn(base, 'admin', await server.oneTimePassword());
  for (let times = 0; times < 3; times += 1) {
    server.child.kill('SIGUSR1');
    await setTimeout(20);
    assert.equal((await call(base, 'GET', '/healthz')).status, 200);
  }
  const hanging = await halfRequest(base, token, '{}');
  const hungUp = once(hanging, 'close');
  const { code, signal, stderr } = await server.end('SIGINT');
  await hungUp;
  assert.deepEqual([code, signal], [0, null]);
  assert.doesNotMatch(stderr, /debugger/i);
});
