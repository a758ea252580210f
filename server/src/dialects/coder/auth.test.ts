import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fastifyCookie } from '@fastify/cookie';
import Fastify from 'fastify';
import type { InjectOptions } from 'fastify';

import { clearLoginCookies, credentialsOf, effectiveToken, isForgeable, setLoginCookies } from './auth.ts';

/** What the functions say about a request that went through the real framework. */
async function judge(
  options: InjectOptions,
): Promise<{ readonly token: string | null; readonly forgeable: boolean }> {
  const app = Fastify();
  await app.register(fastifyCookie);
  app.all('/', (request) => {
    const credentials = credentialsOf(request);
    return { token: effectiveToken(credentials), forgeable: isForgeable(request, credentials) };
  });
  const response = await app.inject({ method: 'GET', url: '/', ...options });
  await app.close();
  return response.json();
}

test('five places, in this order', async () => {
  const headers: Record<string, string> = {
    cookie: 'other=x; coder_session_token=cookie',
    'coder-session-token': 'header',
    authorization: 'Bearer bearer',
  };
  const url = '/?access_token=access&coder_session_token=query&coder_session_token=second';
  const tokens: (string | null)[] = [(await judge({ url, headers })).token];
  delete headers['cookie'];
  tokens.push((await judge({ url, headers })).token);
  tokens.push((await judge({ url: '/?access_token=access', headers })).token);
  delete headers['coder-session-token'];
  tokens.push((await judge({ url: '/?access_token=access', headers })).token);
  tokens.push((await judge({ url: '/?access_token=access' })).token);
  tokens.push((await judge({})).token);
  assert.deepEqual(tokens, ['cookie', 'query', 'header', 'bearer', 'access', null]);
});

test('an empty place is no place, and other schemes are not ours', async () => {
  const empty = { cookie: 'coder_session_token=', 'coder-session-token': '', authorization: 'Bearer ' };
  assert.equal((await judge({ url: '/?coder_session_token=&access_token=', headers: empty })).token, null);
  assert.equal((await judge({ headers: { authorization: 'JWT abc' } })).token, null);
  assert.equal((await judge({ headers: { authorization: 'bearer abc' } })).token, 'abc');
});

test('a cookie alone changes nothing', async () => {
  const cookie = 'coder_session_token=t; csrf_token=c';
  const forgeable = async (options: InjectOptions) => (await judge({ method: 'POST', ...options })).forgeable;
  assert.equal(await forgeable({ headers: { cookie } }), true);
  assert.equal(await forgeable({ method: 'DELETE', headers: { cookie } }), true);
  assert.equal(await forgeable({ headers: { cookie, 'x-csrf-token': 'd' } }), true);
  assert.equal(await forgeable({ headers: { cookie: 'coder_session_token=t', 'x-csrf-token': '' } }), true);
  assert.equal(await forgeable({ headers: { cookie, 'coder-session-token': 'other' } }), true);
  assert.equal(await forgeable({ headers: { cookie }, url: '/?access_token=other' }), true);
});

test('the CSRF pair, the repeated token, a safe method and other credentials pass', async () => {
  const cookie = 'coder_session_token=t; csrf_token=c';
  const forgeable = async (options: InjectOptions) => (await judge({ method: 'POST', ...options })).forgeable;
  assert.equal(await forgeable({ headers: { cookie, 'x-csrf-token': 'c' } }), false);
  assert.equal(await forgeable({ headers: { cookie, 'coder-session-token': 't' } }), false);
  assert.equal(await forgeable({ headers: { cookie, authorization: 'Bearer t' } }), false);
  assert.equal(await forgeable({ headers: { cookie }, url: '/?coder_session_token=t' }), false);
  assert.equal(await forgeable({ method: 'GET', headers: { cookie } }), false);
  assert.equal(await forgeable({ headers: { 'coder-session-token': 't' } }), false);
});

test('the session cookie is out of reach of scripts, and logout removes both', async () => {
  const app = Fastify();
  await app.register(fastifyCookie);
  app.get('/in', (_request, reply) => {
    setLoginCookies(reply, { token: 't', csrf: 'c', seconds: 60 });
    return null;
  });
  app.get('/out', (_request, reply) => {
    clearLoginCookies(reply);
    return null;
  });
  const cookies = (await app.inject('/in')).cookies.map(({ name, value, httpOnly, sameSite, maxAge }) => ({
    name,
    value,
    httpOnly: httpOnly === true,
    sameSite,
    maxAge,
  }));
  assert.deepEqual(cookies, [
    { name: 'coder_session_token', value: 't', httpOnly: true, sameSite: 'Lax', maxAge: 60 },
    { name: 'csrf_token', value: 'c', httpOnly: false, sameSite: 'Lax', maxAge: 60 },
  ]);
  const gone = (await app.inject('/out')).cookies.map(({ name, value }) => `${name}=${value}`);
  assert.deepEqual(gone, ['coder_session_token=', 'csrf_token=']);
  await app.close();
});
