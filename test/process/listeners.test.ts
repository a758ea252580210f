// Addresses of one dialect and HTTPS, over real TLS sockets: who is served where, with which certificate, until when.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { connect } from 'node:tls';

import { ServerProcess, temporaryFolder } from './server-process.ts';
import type { ServerOptions } from './server-process.ts';

const SELF_SIGNED = { POLYVAULT_APPGATE_LISTEN: '127.0.0.1:0', POLYVAULT_APPGATE_SELF_SIGNED: 'true' };
const ACCEPT = 'application/vnd.appgate.peer-v23+json';

/** The address of a dialect's own listener, once everything is served. */
async function addressOf(server: ServerProcess, dialect: string): Promise<URL> {
  await server.listening();
  return new URL(new RegExp(`^  ${dialect} +(https?:\\S+)$`, 'm').exec(server.stdout)?.[1] ?? '');
}

/** A GET that trusts exactly this certificate. */
async function get(base: URL, path: string, certificate: string) {
  const sent = request(new URL(path, base), { ca: certificate, headers: { accept: ACCEPT }, agent: false });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: (await json(answer)) as { readonly id?: string } };
}

function certificateIn(folder: string, name = 'appgate'): string {
  return readFileSync(join(folder, '.polyvault', 'tls', `${name}.crt`), 'utf8');
}

test('the appgate listener serves that dialect and health over TLS, and nothing else', async (t) => {
  const folder = temporaryFolder(t);
  const server = new ServerProcess(t, folder, { env: SELF_SIGNED });
  const base = await addressOf(server, 'appgate');
  assert.equal(base.protocol, 'https:');
  const certificate = certificateIn(folder);
  assert.equal((await get(base, '/admin/version', certificate)).status, 200);
  assert.equal((await get(base, '/admin/identity-providers/names', certificate)).status, 200);
  assert.equal((await get(base, '/healthz', certificate)).status, 200);
  for (const path of [
    '/pv/v1/secrets?space=apps',
    '/pv/openapi.json',
    '/api/secrets',
    '/api/v2/users/me/secrets',
    '/',
  ]) {
    assert.equal((await get(base, path, certificate)).status, 404, path);
  }
  const main = await fetch(`${await server.listening()}/admin/version`);
  assert.equal(main.status, 200, 'the main address serves every dialect');
});

test('a client that was not given the certificate, or that asks by another name, refuses', async (t) => {
  const folder = temporaryFolder(t);
  const base = await addressOf(new ServerProcess(t, folder, { env: SELF_SIGNED }), 'appgate');
  const failure = async (options: object): Promise<unknown> => {
    const socket = connect({ host: base.hostname, port: Number(base.port), ...options });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    return error.code;
  };
  assert.match(String(await failure({})), /SELF_SIGNED/);
  const ca = certificateIn(folder);
  assert.equal(await failure({ ca, servername: 'vault.example' }), 'ERR_TLS_CERT_ALTNAME_INVALID');
  assert.match(String(await failure({ ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })), /SSL|TLS|PROTOCOL/);
});

test('the certificate is kept for the next start, and for its owner alone; a lost one is made anew', async (t) => {
  const folder = temporaryFolder(t);
  const startOnce = async (options: ServerOptions = { env: SELF_SIGNED }): Promise<string> => {
    const server = new ServerProcess(t, folder, options);
    await addressOf(server, 'appgate');
    assert.equal((await server.end('SIGTERM')).code, 0);
    return certificateIn(folder);
  };
  const first = await startOnce();
  assert.equal(await startOnce(), first);
  for (const end of ['key', 'crt']) {
    assert.equal(statSync(join(folder, '.polyvault', 'tls', `appgate.${end}`)).mode & 0o777, 0o600);
  }
  const made = join(folder, '.polyvault', 'tls', 'appgate.json');
  writeFileSync(made, JSON.stringify({ host: '127.0.0.1', until: Date.now() + 60_000 }));
  assert.notEqual(await startOnce(), first, 'one that ends soon is replaced');
});

test('a certificate of files serves the main address over HTTPS, beyond loopback too', async (t) => {
  const folder = temporaryFolder(t);
  const maker = new ServerProcess(t, folder, { env: SELF_SIGNED });
  await addressOf(maker, 'appgate');
  await maker.end('SIGTERM');
  for (const end of ['crt', 'key']) {
    copyFileSync(join(folder, '.polyvault', 'tls', `appgate.${end}`), join(folder, `own.${end}`));
  }
  const server = new ServerProcess(t, folder, {
    args: ['--host=0.0.0.0', '--tls-cert=own.crt', '--tls-key=own.key'],
  });
  while (!/ at https:\S+\n/.test(server.stdout)) await setTimeout(10);
  const port = / at https:\S+:(\d+)\n/.exec(server.stdout)?.[1];
  const base = new URL(`https://127.0.0.1:${port}`);
  const certificate = readFileSync(join(folder, 'own.crt'), 'utf8');
  assert.equal((await get(base, '/readyz', certificate)).status, 200);
  assert.equal((await get(base, '/pv/v1/secrets?space=apps', certificate)).status, 401);
});

test('SIGTERM: a request in flight on the TLS address is answered, and the exit code is 0', async (t) => {
  const folder = temporaryFolder(t);
  const server = new ServerProcess(t, folder, { env: SELF_SIGNED });
  const base = await addressOf(server, 'appgate');
  const socket = connect({ host: base.hostname, port: Number(base.port), ca: certificateIn(folder) });
  await once(socket, 'secureConnect');
  const body = '{"providerName":"local"}';
  socket.write(
    `POST /admin/login HTTP/1.1\r\nhost: vault\r\naccept: ${ACCEPT}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
  );
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  assert.match(chunk.toString(), /^HTTP\/1\.1 100 /);
  const ended = server.end('SIGTERM');
  await setTimeout(100);
  const answered = text(socket);
  socket.write(body);
  assert.match(await answered, /^HTTP\/1\.1 422 /);
  assert.equal((await ended).code, 0);
});

const REFUSED: readonly [string, ServerOptions, RegExp][] = [
  ['plain HTTP for everybody', { args: ['--appgate-listen=0.0.0.0:0'] }, /Plain HTTP on 0\.0\.0\.0/],
  ['an address without port', { args: ['--appgate-listen=0.0.0.0'] }, /POLYVAULT_APPGATE_LISTEN .*HOST:PORT/],
  [
    'a certificate without address',
    { args: ['--coder-self-signed=true'] },
    /POLYVAULT_CODER_LISTEN .*needed/,
  ],
  ['a certificate without key', { args: ['--tls-cert=a.crt'] }, /POLYVAULT_TLS_KEY .*needed/],
  [
    'a dialect that is not served',
    { args: ['--dialects=coder', '--appgate-listen=127.0.0.1:0'] },
    /POLYVAULT_APPGATE_LISTEN .*not served/,
  ],
  [
    'a missing file',
    { args: ['--tls-cert=a.crt', '--tls-key=a.key'] },
    /a\.crt of a certificate cannot be read/,
  ],
  [
    'files that are none',
    { args: [`--tls-cert=${import.meta.filename}`, `--tls-key=${import.meta.filename}`] },
    /cannot be used together/,
  ],
];
for (const [what, options, message] of REFUSED) {
  test(`${what} is refused in one line`, async (t) => {
    const { code, stdout, stderr } = await new ServerProcess(t, temporaryFolder(t), {
      ...options,
      env: { POLYVAULT_LOG_LEVEL: 'error' },
    }).ended();
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  });
}

test('when one address is taken, the server starts on none', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1');
  t.after(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const env = { ...SELF_SIGNED, POLYVAULT_APPGATE_LISTEN: `127.0.0.1:${port}`, POLYVAULT_LOG_LEVEL: 'error' };
  const { code, stdout, stderr } = await new ServerProcess(t, temporaryFolder(t), { env }).ended();
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /EADDRINUSE/);
});
