// The listener: errors of the framework reach the dialect that owns the path as codes of ours, faults stay in the log.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';

import { AppError } from '../core/index.ts';
import { acceptJson } from './bodies.ts';
import type { Dialect, RenderError } from './dialect.ts';
import { createServer } from './server.ts';

interface Shown {
  readonly owner?: string;
  readonly code?: string;
  readonly message?: string;
  readonly details?: unknown;
}

/** Shows the whole error that a caller may see, and who shaped it. */
const renderAs =
  (owner: string): RenderError =>
  (error: AppError, _request, reply) =>
    void reply.code(418).send({ owner, code: error.code, message: error.message, details: error.details });

describe('the listener', () => {
  const log: string[] = [];
  let app: FastifyInstance;
  let base: string;
  let healthy = true;

  before(async () => {
    const one: Dialect = {
      name: 'native',
      owns: (path) => path.startsWith('/one/'),
      renderError: renderAs('one'),
      register: (scope) => {
        acceptJson(scope);
        scope.post('/one/body', async (request) => ({ body: request.body ?? null }));
        scope.get('/one/thing/:name', async (request) => request.params);
        scope.delete('/one/thing/:name', async () => ({}));
        scope.get('/one/fault', async () => {
          throw new TypeError('the value was hunter2', { cause: new Error('hunter2 again') });
        });
        scope.get('/one/broken', async () => {
          throw new AppError('unavailable', 'Try again.', { cause: new Error('hunter2') });
        });
      },
    };
    const other: Dialect = {
      ...one,
      name: 'coder',
      owns: (path) => path.startsWith('/other/'),
      renderError: renderAs('other'),
      register: () => undefined,
    };
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        log.push(chunk.toString());
        done();
      },
    });
    app = await createServer({
      dialects: [one, other],
      renderError: renderAs('nobody'),
      logger: pino({ level: 'trace' }, stream),
      version: '1.2.3',
      health: async () => healthy,
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  });
  after(() => app.close());

  async function call(path: string, init: RequestInit = {}) {
    const response = await fetch(base + path, init);
    return { response, json: (await response.json()) as Readonly<Record<string, unknown>> };
  }

  async function errorOf(path: string, init: RequestInit = {}): Promise<Shown> {
    return (await call(path, init)).json;
  }

  test('every answer has a request id of its own and is not to be sniffed', async () => {
    const answers = await Promise.all(
      ['/one/thing/a', '/one/none', '/healthz', '/'].map((path) => call(path)),
    );
    const ids = answers.map(({ response }) => response.headers.get('x-request-id') ?? '');
    for (const id of ids) assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal(new Set(ids).size, ids.length);
    for (const { response } of answers)
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  });

  test('health and readiness', async () => {
    for (const path of ['/healthz', '/readyz']) {
      healthy = true;
      const good = await call(path);
      assert.deepEqual(
        [good.response.status, good.json],
        [200, { status: 'ok', version: '1.2.3', sealed: false }],
      );
      healthy = false;
      const bad = await call(path);
      assert.deepEqual([bad.response.status, bad.json['status']], [503, 'unavailable']);
      assert.equal(bad.response.headers.get('cache-control'), 'no-store');
      healthy = true;
    }
  });

  test('unknown paths and methods are told by the owner of the path', async () => {
    const route = { object: 'route' };
    for (const [path, owner] of [
      ['/one/none', 'one'],
      ['/other/none', 'other'],
      ['/none', 'nobody'],
      ['/one', 'nobody'],
    ] as const) {
      const error = await errorOf(path);
      assert.deepEqual([error.owner, error.code, error.details], [owner, 'not-found', route]);
    }
    const wrong = await errorOf('/one/thing/a', { method: 'PATCH' });
    assert.deepEqual(
      [wrong.owner, wrong.code, wrong.details],
      ['one', 'method-not-allowed', { allowedMethods: ['DELETE', 'GET'] }],
    );
  });

  test('what the framework refuses comes out as codes of ours, in the shape of the owner', async () => {
    const json = { 'content-type': 'application/json' };
    const post = (body: string, headers: Readonly<Record<string, string>> = json) =>
      errorOf('/one/body', { method: 'POST', body, headers });
    assert.equal((await post('{"a":1')).code, 'invalid-input');
    assert.equal((await post('{"a":1,"a":2}')).code, 'invalid-input');
    assert.equal((await post(JSON.stringify('x'.repeat(1024 * 1024)))).code, 'too-large');
    assert.equal(
      (await post('a=1', { 'content-type': 'application/x-www-form-urlencoded' })).code,
      'unsupported-media-type',
    );
    assert.equal((await post('{}', { 'content-type': 'application/jsonx' })).code, 'unsupported-media-type');
    for (const [path, code] of [
      ['/one/thing/%zz', 'invalid-input'],
      ['/one/thing/%ff', 'invalid-input'],
      [`/one/thing/${'a'.repeat(3073)}`, 'invalid-input'],
    ] as const) {
      const error = await errorOf(path);
      assert.deepEqual([error.owner, error.code], ['one', code], path);
    }
    assert.equal((await errorOf('/other/%zz')).owner, 'other');
    const longest = 'a'.repeat(3072);
    assert.deepEqual((await call(`/one/thing/${longest}`)).json, { name: longest });
  });

  test('bodies: JSON with parameters is read, none at all is none', async () => {
    const post = async (init: RequestInit) =>
      (await call('/one/body', { method: 'POST', ...init })).json['body'];
    const headers = { 'content-type': 'Application/JSON ; charset=utf-8' };
    assert.deepEqual(await post({ body: '{"n":42,"extra":"42"}', headers }), { n: 42, extra: '42' });
    assert.equal(await post({ headers: { 'content-type': 'application/json' } }), null);
  });

  test('a fault is told by a fixed message, and the log names places but no values', async () => {
    const from = log.length;
    const fault = await errorOf('/one/fault');
    assert.equal(fault.code, 'internal');
    const broken = await errorOf('/one/broken');
    assert.deepEqual([broken.code, broken.message], ['unavailable', 'Try again.']);
    const text = log.slice(from).join('');
    assert.match(text, /"code":"internal"/);
    assert.match(text, /"name":"TypeError"/);
    assert.match(text, /server\.test\.ts/);
    assert.match(text, /"code":"unavailable"/);
    assert.ok(!text.includes('hunter2') && !JSON.stringify([fault, broken]).includes('hunter2'));
  });

  test("a caller's mistakes are not in the log", async () => {
    const from = log.length;
    await errorOf('/one/none?token=hunter2');
    await errorOf('/one/body', {
      method: 'POST',
      body: 'hunter2',
      headers: { 'content-type': 'text/plain' },
    });
    assert.ok(!log.slice(from).join('').includes('hunter2'));
    assert.ok(!log.slice(from).join('').includes('request failed'));
  });
});
