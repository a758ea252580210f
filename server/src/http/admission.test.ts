import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { pino } from 'pino';

import type { AdmissionLimits } from './admission.ts';
import type { Dialect } from './dialect.ts';
import { createServer } from './server.ts';

/** A server with routes that answer when they are told to. */
async function server(t: TestContext, limits: Partial<AdmissionLimits>) {
  const waiting: (() => void)[] = [];
  const log: string[] = [];
  const slow: Dialect = {
    name: 'native',
    owns: (path) => path.startsWith('/pv/'),
    renderError: (error, _request, reply) =>
      void reply
        .code(503)
        .header('retry-after', String(error.details.retryAfterSeconds))
        .send({ code: error.code, reason: error.details.reason }),
    register: (scope) => {
      for (const path of ['/pv/v1/secrets', '/pv/v1/seal']) {
        scope.get(path, async () => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return {};
        });
      }
    },
  };
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString());
      done();
    },
  });
  const app = await createServer({
    dialects: [slow],
    renderError: slow.renderError,
    logger: pino(stream),
    version: '1.2.3',
    health: async () => true,
    admission: { requests: 2, connectionsPerAddress: 100, isShared: () => false, ...limits },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => {
    for (const resolve of waiting.splice(0)) resolve();
    return app.close();
  });
  const { port } = app.server.address() as AddressInfo;
  const arrived = async (count: number) => {
    while (waiting.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { base: `http://127.0.0.1:${port}`, port, waiting, log, arrived };
}

describe('admission', () => {
  test('refuses what is over the limit at once, in the shape of the dialect, and serves again', async (t) => {
    const { base, waiting, log, arrived } = await server(t, {});
    const served = [fetch(`${base}/pv/v1/secrets`), fetch(`${base}/pv/v1/secrets`)];
    await arrived(2);
    for (let index = 0; index < 50; index += 1) {
      const refused = await fetch(`${base}/pv/v1/secrets`);
      assert.equal(refused.status, 503);
      assert.equal(refused.headers.get('retry-after'), '1');
      assert.deepEqual(await refused.json(), { code: 'unavailable', reason: 'overload' });
    }
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
    assert.equal(log.filter((line) => line.includes('overload')).length, 1);
    assert.equal(log.filter((line) => line.includes('request failed')).length, 0);
    for (const resolve of waiting.splice(0)) resolve();
    assert.deepEqual(
      (await Promise.all(served)).map(({ status }) => status),
      [200, 200],
    );
    const again = fetch(`${base}/pv/v1/secrets`);
    await arrived(1);
    waiting.pop()?.();
    assert.equal((await again).status, 200);
  });

  test('keeps places for operators', async (t) => {
    const { base, waiting, arrived } = await server(t, {});
    const served = [fetch(`${base}/pv/v1/secrets`), fetch(`${base}/pv/v1/secrets`)];
    await arrived(2);
    const operator = fetch(`${base}/pv/v1/seal`);
    await arrived(3);
    for (const resolve of waiting.splice(0)) resolve();
    assert.equal((await operator).status, 200);
    await Promise.all(served);
  });

  test('a client that goes away leaves its place', async (t) => {
    const { base, waiting, arrived } = await server(t, {});
    for (let index = 0; index < 5; index += 1) {
      const gone = new AbortController();
      const request = fetch(`${base}/pv/v1/secrets`, { signal: gone.signal });
      await arrived(1);
      gone.abort();
      await assert.rejects(request);
      waiting.pop()?.();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const last = fetch(`${base}/pv/v1/secrets`);
    await arrived(1);
    waiting.pop()?.();
    assert.equal((await last).status, 200);
  });

  for (const shared of [false, true]) {
    test(`${shared ? 'holds no' : 'holds each'} ${shared ? 'shared address' : 'address'} to its connections`, async (t) => {
      const { port } = await server(t, { connectionsPerAddress: 3, isShared: () => shared });
      const sockets = Array.from({ length: 4 }, () =>
        connect(port, '127.0.0.1').on('error', () => undefined),
      );
      await Promise.all(sockets.map((socket) => once(socket, 'connect')));
      const outcomes = sockets.map((socket) => {
        socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
        return new Promise((resolve) => {
          socket.once('data', () => resolve('answered'));
          socket.once('close', () => resolve('closed'));
        });
      });
      const happened = (await Promise.all(outcomes)).filter((outcome) => outcome === 'closed').length;
      assert.equal(happened, shared ? 0 : 1);
      for (const socket of sockets) socket.destroy();
    });
  }
});
