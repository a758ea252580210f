// The runner is shown to pass and to fail against a small real HTTP server of known behaviour.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';

import { parseCase } from './case.ts';
import { playCase, type Stage } from './play.ts';

let server: Server;
let stage: Stage;
let log = '';
let ahead = 0;
let calls = 0;

before(async () => {
  // Answers what it was sent, as JSON; `/count` counts its calls, `/broken` answers 500.
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === '/count') calls += 1;
      response.statusCode =
        request.url === '/broken' ? 500 : request.url === '/count' && calls === 1 ? 201 : 200;
      response.setHeader('content-type', 'application/json');
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.end(
        request.method === 'HEAD'
          ? ''
          : JSON.stringify({
              method: request.method,
              path: request.url,
              headers: request.rawHeaders,
              body: Buffer.concat(chunks).toString('utf8'),
            }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stage = {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    adminPassword: 'made once for admin',
    logs: () => log,
    advance: (milliseconds) => (ahead += milliseconds),
    now: () => 1_800_000_000_000 + ahead,
  };
});
after(() => server.close());

async function play(steps: readonly object[], top: object = {}): Promise<readonly string[]> {
  return playCase(parseCase(Buffer.from(JSON.stringify({ title: 't', source: 's', steps, ...top }))), stage);
}

const echo = (json: object) => ({ status: 200, json: { $contains: json } });

test('requests go out as they are written', async () => {
  const steps = [
    {
      request: {
        method: 'GET',
        path: '/a/../b//%zz%2f;x?q=%',
        headers: { 'X-Twice': ['1', '2'], authorization: 'é' },
      },
      expect: {
        status: 200,
        headers: { 'content-type': 'application/json', 'x-none': null, 'set-cookie': 'a=1, b=2' },
        json: {
          method: 'GET',
          path: '/a/../b//%zz%2f;x?q=%',
          headers: {
            $all: [
              { $includes: 'X-Twice' },
              { $not: { $includes: 'x-twice' } },
              { $not: { $includes: 'content-type' } },
            ],
          },
          body: '',
        },
      },
    },
    {
      request: { method: 'POST', path: '/', json: { a: 'é' } },
      expect: echo({ body: '{"a":"é"}', headers: { $includes: 'application/json' } }),
    },
    {
      request: { method: 'POST', path: '/', headers: { 'Content-Type': 'text/plain' }, json: 1 },
      expect: echo({ body: '1', headers: { $not: { $includes: 'application/json' } } }),
    },
    { request: { method: 'PUT', path: '/', text: '{"a":1,"a":2}' }, expect: echo({ body: '{"a":1,"a":2}' }) },
    { request: { method: 'PUT', path: '/', base64: 'YWJj' }, expect: echo({ body: 'abc' }) },
    {
      request: { method: 'POST', path: '/' },
      expect: echo({ headers: { $all: [{ $includes: 'content-length' }, { $includes: '0' }] } }),
    },
    {
      request: { method: 'DELETE', path: '/' },
      expect: echo({ headers: { $each: { $not: { $matches: '^(content-length|transfer-encoding)$' } } } }),
    },
    { request: { method: 'HEAD', path: '/' }, expect: { status: 200, empty: true } },
  ];
  assert.deepEqual(await play(steps), []);
});

test('variables, generators and the clock', async () => {
  const steps = [
    {
      request: { method: 'GET', path: '/first' },
      expect: { status: 200 },
      save: { path: '/path', type: 'header:Content-Type', whole: '' },
    },
    {
      advanceSeconds: 60,
      bind: { now: { $now: 1 }, id: { $uuid: true }, hash: { $bcrypt: 'k${now}', $prefix: '$2y$' } },
      request: {
        method: 'POST',
        path: '${path}?${type}',
        headers: { 'x-hash': '${hash}', 'x-admin': '${adminPassword}' },
        text: '${now} "${now}" $${now} ${id}',
      },
      expect: {
        status: 200,
        json: {
          $contains: {
            path: '/first?application/json',
            body: '1800000061 "1800000061" ${literal} ${id}',
            headers: {
              $all: [{ $includes: { $matches: '^\\$2y\\$04' } }, { $includes: 'made once for admin' }],
            },
          },
        },
      },
    },
    {
      request: {
        method: 'POST',
        path: '/',
        json: { n: '${now}', l: { $list: ['t${index}', 2] }, r: { $repeat: ['ab', 2] } },
      },
      expect: echo({ body: '{"n":1800000061,"l":["t0","t1"],"r":"abab"}' }),
    },
  ];
  const literal = { literal: { $repeat: ['$${now}', 1] } };
  Object.assign(steps[1]?.bind ?? {}, literal);
  assert.deepEqual(await play(steps), []);
});

test('a difference is told with its step and place, and the case stops there', async () => {
  const lines = await play([
    { title: 'look', request: { method: 'GET', path: '/x' }, expect: { status: 404, json: { path: '/y' } } },
    { request: { method: 'GET', path: '/x' }, expect: { status: 404 } },
  ]);
  assert.deepEqual(lines.slice(0, 2), [
    'step 1 (look): status: expected 404, got 200',
    'step 1 (look): body/path: expected "/y", got "/x"',
  ]);
  assert.ok(lines.every((line) => line.startsWith('step 1')));
});

test('what must fail does', async () => {
  const get = { method: 'GET', path: '/x' };
  const failing: readonly object[] = [
    { request: { method: 'GET', path: '/broken' }, expect: { status: 200 } },
    { request: get, expect: { status: 200, headers: { 'content-type': null } } },
    { request: get, expect: { status: 200, headers: { 'x-none': { $any: true } } } },
    { request: get, expect: { status: 200, headers: { 'content-type': 'text/plain' } } },
    { request: get, expect: { status: 200, empty: true } },
    { request: get, expect: { status: 200, text: 'x' } },
    { request: get, expect: { status: 200, json: {} } },
    { request: { method: 'HEAD', path: '/' }, expect: { status: 200, json: {} } },
    { request: get, expect: { status: 200 }, save: { a: '/none' } },
    { request: get, expect: { status: 200 }, save: { a: 'header:none' } },
    { request: { method: 'GET', path: '/${none}' }, expect: { status: 200 } },
    { request: get, expect: { status: 200, text: '${none}' } },
    {
      request: get,
      repeat: 3,
      together: true,
      expect: [
        { count: 2, status: 200 },
        { count: 1, status: 409 },
      ],
    },
  ];
  for (const step of failing) assert.ok((await play([step])).length > 0, JSON.stringify(step));
});

test('answers that come together are counted', async () => {
  calls = 0;
  const step = {
    request: { method: 'POST', path: '/count' },
    repeat: 4,
    together: true,
    expect: [
      { count: 3, status: 200 },
      { count: 1, status: 201 },
    ],
  };
  assert.deepEqual(await play([step]), []);
  assert.match((await play([step])).join('\n'), /do not fit the counts; statuses: 4 times 200/);
});

test('a secret value is found in answers and in the log, and never printed', async () => {
  const top = { secretValues: ['canary "one"'] };
  const step = { request: { method: 'POST', path: '/', text: 'canary "one"' }, expect: { status: 200 } };
  assert.deepEqual(await play([{ ...step, mayShow: true }], top), []);
  assert.deepEqual(await play([step], top), ['step 1: the answer shows a secret value']);
  log = '{"msg":"canary \\"one\\""}';
  assert.deepEqual(await play([{ ...step, mayShow: true }], top), ['the log shows a secret value']);
  log = '';
  const wrong = { ...step, mayShow: true, expect: { status: 200, json: { $contains: { body: 'x' } } } };
  const lines = await play([wrong], top);
  assert.ok(lines.length > 0 && lines.every((line) => !line.includes('canary')), lines.join('\n'));
});
