// What a browser is told, over a real Fastify instance.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fastify from 'fastify';

import { createCors } from './cors.ts';

async function ask(origins: readonly string[], method: 'GET' | 'OPTIONS', origin?: string) {
  const cors = createCors(origins);
  const app = fastify();
  app.addHook('onRequest', async (request, reply) => cors.allow(request, reply));
  app.get('/x', async () => ({}));
  app.options('/x', cors.preflight);
  const answer = await app.inject({ method, url: '/x', headers: origin === undefined ? {} : { origin } });
  await app.close();
  return answer;
}

test('any origin by default, never with credentials', async () => {
  const { headers, statusCode } = await ask(['*'], 'OPTIONS', 'https://fandogh.example');
  assert.equal(statusCode, 204);
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.equal(headers['access-control-allow-methods'], 'GET, POST, PUT, PATCH, DELETE, OPTIONS');
  assert.equal(headers['access-control-allow-headers'], 'Authorization, ACTIVE-NAMESPACE, Content-Type');
  assert.equal(headers['access-control-allow-credentials'], undefined);
});

test('only the named origins otherwise, and caches are told so', async () => {
  const named = ['https://a.example', 'https://b.example'];
  const good = await ask(named, 'GET', 'https://b.example');
  assert.equal(good.headers['access-control-allow-origin'], 'https://b.example');
  assert.equal(good.headers.vary, 'Origin');
  for (const origin of ['https://c.example', 'https://b.example.evil.example', 'null', undefined]) {
    const { headers } = await ask(named, 'OPTIONS', origin);
    assert.equal(headers['access-control-allow-origin'], undefined);
    assert.equal(headers['access-control-allow-methods'], undefined);
    assert.equal(headers.vary, 'Origin');
  }
});
