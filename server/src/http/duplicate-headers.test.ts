// A doubled header that names the host, a credential or the body's bounds is refused over a real socket, however it is
// spelt, before any handler runs (threat T16).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';

import type { Dialect } from './dialect.ts';
import { createServer } from './server.ts';

const ONCE = [
  'host',
  'authorization',
  'coder-session-token',
  'x-access-token',
  'x-authorization',
  'active-namespace',
  'if-match',
  'if-none-match',
  'idempotency-key',
  'content-type',
];

describe('doubled headers', () => {
  let app: FastifyInstance;
  let port: number;
  let handled = 0;

  before(async () => {
    const dialect: Dialect = {
      name: 'native',
      owns: () => true,
      renderError: (error, _request, reply) =>
        void reply.code(400).send({ code: error.code, message: error.message }),
      register: (scope) => {
        scope.get('/thing', async () => {
          handled += 1;
          return { ok: true };
        });
      },
    };
    app = await createServer({
      dialects: [dialect],
      renderError: dialect.renderError,
      logger: pino({ level: 'silent' }),
      version: '0.0.0',
      health: async () => true,
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    ({ port } = app.server.address() as AddressInfo);
  });
  after(() => app.close());

  async function send(path: string, headers: readonly string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const answer = text(socket);
    socket.write([`GET ${path} HTTP/1.1`, ...headers, 'connection: close', '', ''].join('\r\n'));
    return answer;
  }

  for (const name of ONCE) {
    test(name, async () => {
      const host = name === 'host' ? [] : ['host: a'];
      const count = handled;
      assert.match(await send('/thing', [...host, `${name}: a`]), /^HTTP\/1\.1 200 /);
      assert.equal(handled, count + 1);
      for (const twice of [
        [`${name}: a`, `${name}: a`],
        [`${name}: a`, 'x-other: 1', `${name.toUpperCase()}: b`],
        [`${name}: a`, `${name}:`],
        [`${name}: a`, `${name}: b`, `${name}: c`],
      ]) {
        for (const path of ['/thing', '/nothing']) {
          const answer = await send(path, [...host, ...twice]);
          assert.match(answer, /^HTTP\/1\.1 400 /);
          assert.ok(
            answer.endsWith(`{"code":"invalid-input","message":"header ${name} must be sent only once"}`),
            answer,
          );
        }
      }
      assert.equal(handled, count + 1);
    });
  }

  test('others may come as often as they like; two lengths never do', async () => {
    assert.match(
      await send('/thing', ['host: a', 'accept: a', 'accept: b', 'cookie: c', 'cookie: d']),
      / 200 /,
    );
    assert.match(await send('/thing', ['host: a', 'content-length: 0', 'content-length: 0']), / 400 /);
    assert.match(await send('/thing', ['host: a', 'content-length: 1', 'content-length: 2']), / 400 /);
  });
});
