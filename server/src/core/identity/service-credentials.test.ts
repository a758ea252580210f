// Proves how services get in and that nobody gets more through one than he holds himself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { TEST_ORIGIN, openCore } from '../../../../test/support/core.ts';
import type { TestCore } from '../../../../test/support/core.ts';
import { AppError } from '../../base/errors.ts';
import type { Caller } from '../caller.ts';
import type { RegisteredService } from './identity.ts';

const SPACE = 'apps/shop';
let ahead = 0;
let opened: TestCore;
let administrator: Caller;
let owner: Caller;
let stranger: Caller;

before(async () => {
  opened = await openCore({ now: () => Date.now() + ahead });
  administrator = await opened.signIn('root', { admin: true });
  owner = await opened.signIn('olga');
  stranger = await opened.signIn('sven');
  // A service never does more than its owner, so he may read there.
  await opened.core.createGrant(administrator, { to: 'user:olga', role: 'reader', space: SPACE });
  await opened.core.createSecret(administrator, { space: SPACE }, { name: 'one', fields: { value: 'v' } });
});
after(() => opened.close());

async function reasonOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof AppError, String(error));
    return error.details.reason ?? error.code;
  }
}

async function register(name: string, space = SPACE): Promise<RegisteredService> {
  return opened.core.registerService(administrator, {
    name,
    owner: { username: 'olga' },
    grants: [{ space, actions: ['list', 'read'] }],
  });
}

const login = ({ service, clientSecret }: RegisteredService, seconds?: number) =>
  opened.core.loginService(TEST_ORIGIN, {
    clientId: service.clientId,
    clientSecret: clientSecret.reveal(),
    ...(seconds === undefined ? {} : { lifetimeSeconds: seconds }),
  });
const authenticate = (token: { reveal(): string }) => opened.core.authenticate(TEST_ORIGIN, token.reveal());
const read = async (token: { reveal(): string }) =>
  opened.core.readSecret(await authenticate(token), { space: SPACE, name: 'one' });

test('a service signs in with its secret for at most an hour', async () => {
  const bot = await register('bot');
  const { token, summary } = await login(bot);
  assert.equal(summary.kind, 'access');
  assert.equal((summary.expiresAt ?? 0) - summary.createdAt, 3_600_000);
  assert.equal((await login(bot, 60)).summary.lastUsedAt, null);
  assert.equal((await read(token)).fields.get('value')?.reveal(), 'v');
  ahead += 3_600_000;
  assert.equal(await reasonOf(() => authenticate(token)), 'expired');
});

test('a wrong secret and an unknown client are told alike', async () => {
  const bot = await register('other-bot');
  const answers = await Promise.all(
    [
      { clientId: bot.service.clientId, clientSecret: 'wrong' },
      { clientId: 'nobody', clientSecret: 'wrong' },
      { clientId: 'nobody', clientSecret: '' },
    ].map((input) =>
      opened.core.loginService(TEST_ORIGIN, input).then(
        () => 'ok',
        (error: unknown) => (error instanceof AppError ? `${error.code} ${error.message}` : String(error)),
      ),
    ),
  );
  assert.equal(new Set(answers).size, 1);
  assert.match(answers[0] ?? '', /^unauthenticated /);
});

test('a new secret ends the old one and its access tokens, and leaves tokens made on purpose', async () => {
  const bot = await register('rotated');
  const access = await login(bot);
  const made = await opened.core.createServiceToken(administrator, bot.service, {
    name: 'made',
    lifetimeSeconds: 600,
  });
  const next = await opened.core.rotateServiceSecret(administrator, bot.service);
  assert.equal(await reasonOf(() => authenticate(access.token)), 'revoked');
  assert.equal(await reasonOf(() => authenticate(made.token)), 'ok');
  assert.equal(await reasonOf(() => login(bot)), 'credentials');
  assert.equal(await reasonOf(() => login(next)), 'ok');
});

test('a disabled service is out at once, by all of its tokens, and in again when it is enabled', async () => {
  const bot = await register('switched');
  const { token } = await login(bot);
  const set = (disabled: boolean) =>
    opened.core.setServiceDisabled(administrator, { id: bot.service.id, disabled });
  await set(true);
  assert.equal(await reasonOf(() => authenticate(token)), 'disabled');
  assert.equal(await reasonOf(() => login(bot)), 'disabled');
  await set(false);
  assert.equal(await reasonOf(() => authenticate(token)), 'ok');
});

test('an owner gets no credential of a service that may do more than he', async () => {
  const bank = 'apps/bank';
  const bot = await register('privileged', bank);
  const { id } = bot.service;
  const make = () => opened.core.createServiceToken(owner, { id }, { name: 'mine', lifetimeSeconds: 60 });
  assert.equal(await reasonOf(make), 'forbidden');
  assert.equal(await reasonOf(() => opened.core.rotateServiceSecret(owner, { id })), 'forbidden');
  const grant = await opened.core.createGrant(administrator, {
    to: 'user:olga',
    role: 'reader',
    space: bank,
  });
  assert.equal(await reasonOf(make), 'ok');
  await opened.core.deleteGrant(administrator, { id: grant.id });
  assert.equal(await reasonOf(make), 'forbidden');
});

test('a stranger does not learn of a service by its id', async () => {
  const { id } = (await register('hidden')).service;
  for (const run of [
    () => opened.core.createServiceToken(stranger, { id }, { name: 'x', lifetimeSeconds: 60 }),
    () => opened.core.rotateServiceSecret(stranger, { id }),
    () => opened.core.setServiceDisabled(stranger, { id, disabled: true }),
  ]) {
    assert.equal(await reasonOf(run), 'not-found');
  }
});

test('a token of a service narrows it and never widens it', async () => {
  const bot = await register('narrowed');
  const wide = await opened.core.createServiceToken(administrator, bot.service, {
    name: 'wide',
    lifetimeSeconds: 60,
    limits: [{ space: '**', actions: ['list', 'read', 'create', 'change', 'delete'] }],
  });
  const service = await authenticate(wide.token);
  assert.equal(
    await reasonOf(() =>
      opened.core.createSecret(service, { space: SPACE }, { name: 'two', fields: { value: 'v' } }),
    ),
    'forbidden',
  );
  const narrow = await opened.core.createServiceToken(administrator, bot.service, {
    name: 'narrow',
    lifetimeSeconds: 60,
    limits: [{ space: SPACE, actions: ['list'] }],
  });
  assert.equal(await reasonOf(() => read(narrow.token)), 'forbidden');
});
