// Walks the whole facade: every operation writes exactly one audit event when it succeeds, when it is denied and
// when it fails (DESIGN section 3). A new operation without a row here does not compile.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import type { Caller, Core } from '../../server/src/core/index.ts';
import { AppError, SecretText } from '../../server/src/core/index.ts';
import { SUBJECT_LIMITS } from '../../server/src/core/identity/guessing/guard.ts';
import { newSlotKey, slotKeyText } from '../../server/src/crypto/index.ts';
import { openCore, TEST_ORIGIN, TEST_PASSWORD } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';
import { totpCode } from '../support/totp-code.ts';

const SPACE = 'apps/shop';

const SEAL_KEY = new SecretText(slotKeyText(newSlotKey()));

/** The shared secret of root's second factor, once it is enrolled. */
let enrolled = '';
/** How far the clock of the core is ahead. */
let ahead = 0;
const now = () => Date.now() + ahead;

/** One successful call of each operation as this caller; the secret `one` exists in the space. */
const CALLS: { readonly [K in keyof Core]: ((core: Core, caller: Caller) => Promise<unknown>) | 'signs in' } =
  {
    authenticate: 'signs in',
    login: 'signs in',
    completeLogin: 'signs in',
    beginSignIn: 'signs in',
    finishSignIn: 'signs in',
    loginWorkload: 'signs in',
    loginService: 'signs in',
    exchangeServiceSecret: 'signs in',
    whoAmI: (core, caller) => core.whoAmI(caller),
    changePassword: (core, caller) =>
      core.changePassword(caller, { current: TEST_PASSWORD, next: TEST_PASSWORD }),
    findUser: (core, caller) => core.findUser(caller, { username: 'root' }),
    listUsers: (core, caller) => core.listUsers(caller),
    createUser: (core, caller) => core.createUser(caller, { username: 'dora', password: TEST_PASSWORD }),
    setUserDisabled: (core, caller) =>
      core.setUserDisabled(caller, { user: { username: 'dora' }, disabled: true }),
    setUserPassword: (core, caller) =>
      core.setUserPassword(caller, { user: { username: 'dora' }, password: TEST_PASSWORD }),
    setUserAdmin: (core, caller) => core.setUserAdmin(caller, { user: { username: 'dora' }, admin: true }),
    listUserTokens: (core, caller) => core.listUserTokens(caller, { user: { username: 'dora' } }),
    describeSecondFactor: (core, caller) => core.describeSecondFactor(caller),
    enrolSecondFactor: async (core, caller) => {
      const { secret } = await core.enrolSecondFactor(caller, { password: TEST_PASSWORD });
      enrolled = secret.reveal();
    },
    confirmSecondFactor: (core, caller) =>
      core.confirmSecondFactor(caller, { code: totpCode(enrolled, now()) }),
    disableSecondFactor: async (core, caller) =>
      core.disableSecondFactor(caller, {
        password: TEST_PASSWORD,
        totp: totpCode(enrolled, now() + 30_000),
      }),
    resetSecondFactor: (core, caller) => core.resetSecondFactor(caller, { user: { username: 'dora' } }),
    listLocks: (core, caller) => core.listLocks(caller),
    liftLock: async (core, caller) => {
      const [lock] = await core.listLocks(caller);
      return core.liftLock(caller, { id: lock?.id ?? '' });
    },
    createToken: (core, caller) => core.createToken(caller, { name: 'ci', lifetimeSeconds: 60 }),
    listTokens: (core, caller) => core.listTokens(caller),
    revokeToken: async (core, caller) => {
      const tokens = await core.listTokens(caller);
      const ci = tokens.find(({ name }) => name === 'ci');
      return core.revokeToken(caller, { id: ci?.id ?? '' });
    },
    registerService: (core, caller) =>
      core.registerService(caller, { name: 'app', grants: [{ space: SPACE, actions: ['read'] }] }),
    listServices: (core, caller) => core.listServices(caller),
    createServiceToken: async (core, caller) => {
      const [app] = await core.listServices(caller);
      return core.createServiceToken(caller, { id: app?.id ?? '' }, { name: 'ci', lifetimeSeconds: 60 });
    },
    rotateServiceSecret: async (core, caller) => {
      const [app] = await core.listServices(caller);
      return core.rotateServiceSecret(caller, { id: app?.id ?? '' });
    },
    setServiceDisabled: async (core, caller) => {
      const [app] = await core.listServices(caller);
      return core.setServiceDisabled(caller, { id: app?.id ?? '', disabled: true });
    },
    removeService: (core, caller) => core.removeService(caller, { name: 'app' }),
    listSpaces: (core, caller) => core.listSpaces(caller, {}),
    createSpace: (core, caller) => core.createSpace(caller, { path: 'apps/empty' }),
    createGrant: (core, caller) =>
      core.createGrant(caller, { to: 'user:dora', role: 'reader', space: SPACE }),
    listGrants: (core, caller) => core.listGrants(caller, { space: SPACE }),
    deleteGrant: async (core, caller) => {
      const [grant] = (await core.listGrants(caller, { space: SPACE })).items;
      return core.deleteGrant(caller, { id: grant?.id ?? '' });
    },
    listRoles: (core, caller) => core.listRoles(caller),
    defineRole: (core, caller) => core.defineRole(caller, { name: 'lister', actions: ['list'] }),
    deleteRole: (core, caller) => core.deleteRole(caller, { name: 'lister' }),
    createGroup: (core, caller) => core.createGroup(caller, { name: 'staff' }),
    listGroups: (core, caller) => core.listGroups(caller, {}),
    addGroupMember: (core, caller) => core.addGroupMember(caller, { group: 'staff', member: 'user:dora' }),
    listGroupMembers: (core, caller) => core.listGroupMembers(caller, { group: 'staff' }),
    removeGroupMember: (core, caller) =>
      core.removeGroupMember(caller, { group: 'staff', member: 'user:dora' }),
    deleteGroup: (core, caller) => core.deleteGroup(caller, { name: 'staff' }),
    canI: (core, caller) => core.canI(caller, { space: SPACE }),
    explainRequest: (core, caller) => core.explainRequest(caller, { requestId: 'test' }),
    // In a personal space: a list of all who read a shared one would meet the row that is changed by hand.
    listReaders: async (core, caller) => {
      const space = `coder/${caller.principal.id}`;
      await core.putSecret(caller, { space, name: 'own' }, { fields: { value: 'v' } });
      return core.listReaders(caller, { space, name: 'own' });
    },
    describePrincipal: (core, caller) => core.describePrincipal(caller, { id: caller.principal.id }),
    listSecrets: (core, caller) => core.listSecrets(caller, { space: SPACE }),
    describeSecret: (core, caller) => core.describeSecret(caller, { space: SPACE, name: 'one' }),
    readSecret: (core, caller) => core.readSecret(caller, { space: SPACE, name: 'one' }),
    readSecrets: (core, caller) => core.readSecrets(caller, { space: SPACE }),
    pollSecrets: (core, caller) => core.pollSecrets(caller, { space: SPACE, known: () => true }),
    compareSpaces: (core, caller) => core.compareSpaces(caller, { spaces: [SPACE, 'apps/none'] }),
    createSecret: (core, caller) =>
      core.createSecret(caller, { space: SPACE }, { name: 'two', fields: { value: 'v' } }),
    createSecrets: (core, caller) =>
      core.createSecrets(caller, { space: 'apps/batch' }, [{ name: 'three', fields: { value: 'v' } }]),
    putSecret: (core, caller) =>
      core.putSecret(caller, { space: SPACE, name: 'two' }, { fields: { value: 'w' } }),
    changeSecret: (core, caller) =>
      core.changeSecret(caller, { space: SPACE, name: 'two' }, { description: 'changed' }),
    listVersions: (core, caller) => core.listVersions(caller, { space: SPACE, name: 'two' }),
    rollbackSecret: (core, caller) =>
      core.rollbackSecret(caller, { space: SPACE, name: 'two' }, { version: 1 }),
    destroyVersions: (core, caller) =>
      core.destroyVersions(caller, { space: SPACE, name: 'two' }, { versions: [1] }),
    deleteSecret: (core, caller) => core.deleteSecret(caller, { space: SPACE, name: 'two' }),
    listTrash: (core, caller) => core.listTrash(caller, { space: SPACE }),
    restoreSecret: async (core, caller) => {
      const { secrets } = await core.listTrash(caller, { space: SPACE });
      return core.restoreSecret(caller, { space: SPACE, id: secrets[0]?.id ?? '' }, {});
    },
    purgeSecret: async (core, caller) => {
      await core.deleteSecret(caller, { space: SPACE, name: 'two' });
      const { secrets } = await core.listTrash(caller, { space: SPACE });
      return core.purgeSecret(caller, { space: SPACE, id: secrets[0]?.id ?? '' });
    },
    deleteSpace: (core, caller) => core.deleteSpace(caller, { path: 'apps/batch' }),
    restoreDeletedSpace: async (core, caller) => {
      const { spaces } = await core.listTrash(caller, { space: 'apps' });
      return core.restoreDeletedSpace(caller, { id: spaces[0]?.id ?? '' });
    },
    purgeSpace: async (core, caller) => {
      const { id } = await core.deleteSpace(caller, { path: 'apps/batch' });
      return core.purgeSpace(caller, { id });
    },
    moveSecrets: async (core, caller) => {
      await core.putSecret(caller, { space: SPACE, name: 'two' }, { fields: { value: 'v' } });
      return core.moveSecrets(caller, { from: SPACE }, { names: ['two'], to: 'apps/moved' });
    },
    copySecrets: (core, caller) =>
      core.copySecrets(caller, { from: 'apps/moved' }, { names: ['two'], to: 'apps/copied' }),
    moveSpace: (core, caller) => core.moveSpace(caller, { from: 'apps/copied', to: 'apps/other' }),
    listSecretsAt: (core, caller) => core.listSecretsAt(caller, { space: SPACE, at: now() }),
    diffSpaces: (core, caller) =>
      core.diffSpaces(caller, { from: { space: SPACE }, to: { space: 'apps/none' } }),
    restoreSpace: (core, caller) => core.restoreSpace(caller, { space: SPACE, at: now(), preview: true }),
    reportSecrets: (core, caller) =>
      core.reportSecrets(caller, { space: SPACE, withinDays: 30, unchangedDays: 180 }),
    listAuditEvents: (core, caller) => core.listAuditEvents(caller, { limit: 1 }),
    exportAudit: (core, caller) => core.exportAudit(caller, {}),
    readCheckpoint: (core, caller) => core.readCheckpoint(caller),
    readIntegrity: (core, caller) => core.readIntegrity(caller),
    listSealSlots: (core, caller) => core.listSealSlots(caller),
    addSealSlot: (core, caller) => core.addSealSlot(caller, { kind: 'key-file', key: SEAL_KEY }),
    testSealSlot: (core, caller) => core.testSealSlot(caller, { kind: 'key-file', key: SEAL_KEY }),
    removeSealSlot: async (core, caller) => {
      const slots = await core.listSealSlots(caller);
      return core.removeSealSlot(caller, { id: slots[1]?.id ?? '' });
    },
    sealServer: (core, caller) => core.sealServer(caller),
    listKeys: (core, caller) => core.listKeys(caller),
    rotateKeys: (core, caller) => core.rotateKeys(caller, { what: 'credential' }),
    readAuditKeys: (core, caller) => core.readAuditKeys(caller),
    cutAudit: (core, caller) => core.cutAudit(caller, { upTo: Number.MAX_SAFE_INTEGER }),
    logout: (core, caller) => core.logout(caller),
  };

/** Calls that need another one first count it: the events of the preparation are subtracted. */
const PREPARED: Readonly<Partial<Record<keyof Core, number>>> = {
  revokeToken: 1,
  deleteGrant: 1,
  listReaders: 1,
  liftLock: 1,
  createServiceToken: 1,
  rotateServiceSecret: 1,
  setServiceDisabled: 1,
  restoreSecret: 1,
  purgeSecret: 2,
  restoreDeletedSpace: 1,
  purgeSpace: 1,
  moveSecrets: 1,
  removeSealSlot: 1,
};

/** Operations on several objects, with one event for each of these; all others have one. */
const SEVERAL: Readonly<Partial<Record<keyof Core, number>>> = { compareSpaces: 2, moveSpace: 2 };

describe('every operation of the facade', () => {
  let test1: TestCore;
  let administrator: Caller;
  let broken: Caller;

  before(async () => {
    test1 = await openCore({ now });
    const { core, system } = test1;
    administrator = await test1.signIn('root', { admin: true });
    await core.createSecret(administrator, { space: SPACE }, { name: 'one', fields: { value: 'v' } });
    await test1.signIn('eve', { admin: true });
    await core.createGrant(system, { to: 'user:eve', role: 'reader', space: 'apps/eve' });
    await test1.signIn('mallory');
    for (let failure = 1; failure <= SUBJECT_LIMITS.lockAt; failure += 1) {
      ahead += 120_000;
      const wrong = { identifier: { username: 'mallory' }, password: 'a wrong password' };
      await assert.rejects(core.login(TEST_ORIGIN, wrong));
    }
    broken = await test1.signIn('eve');
    const eve = broken.principal.id;
    assert.equal(test1.tamper("UPDATE grants SET role = 'owner' WHERE principal_id = ?", eve), 1);
  });
  after(() => test1.close());

  const eventsOf = async (run: () => Promise<unknown>) => {
    const { head } = await test1.store.listAuditEvents({ limit: 1 });
    let code: string | null = null;
    try {
      await run();
    } catch (error) {
      assert.ok(error instanceof AppError, String(error));
      ({ code } = error);
    }
    const { items } = await test1.store.listAuditEvents({ after: head, limit: 1000 });
    return { items, code };
  };

  for (const [name, call] of Object.entries(CALLS) as [keyof Core, (typeof CALLS)[keyof Core]][]) {
    if (call === 'signs in') continue;
    test(`${name}: ok`, async () => {
      const { items, code } = await eventsOf(() => call(test1.core, administrator));
      assert.equal(code, null);
      const own = items.slice(PREPARED[name] ?? 0);
      assert.deepEqual(
        own.map(({ outcome }) => outcome),
        Array.from({ length: SEVERAL[name] ?? 1 }, () => 'ok'),
      );
      assert.equal(own[0]?.actor.name, 'root');
    });
    test(`${name}: denied to an object that only looks like a caller`, async () => {
      const forged = { ...administrator };
      const { items, code } = await eventsOf(() => call(test1.core, forged));
      assert.equal(code, 'unauthenticated');
      assert.deepEqual(
        items.map(({ outcome }) => outcome),
        ['denied'],
      );
      assert.equal(items[0]?.actor.kind, 'anonymous');
    });
    test(`${name}: failed when a row behind the decision was changed by hand`, async () => {
      const { items, code } = await eventsOf(() => call(test1.core, broken));
      assert.equal(code, 'integrity-failed');
      assert.deepEqual(
        items.map(({ outcome }) => outcome),
        ['failed'],
      );
      assert.equal(items[0]?.actor.name, 'eve');
    });
  }

  test('login: ok, denied, failed', async () => {
    await test1.signIn('carl');
    const login = (password: string) => () =>
      test1.core.login(TEST_ORIGIN, { identifier: { username: 'carl' }, password });
    const ok = await eventsOf(login(TEST_PASSWORD));
    assert.deepEqual(
      ok.items.map(({ outcome, actor }) => [outcome, actor.name]),
      [['ok', 'carl']],
    );
    const denied = await eventsOf(login('a wrong password'));
    assert.equal(denied.code, 'unauthenticated');
    assert.deepEqual(
      denied.items.map(({ outcome, reason }) => [outcome, reason]),
      [['denied', 'credentials']],
    );
    test1.tamper("UPDATE users SET admin = 1 WHERE username = 'carl'");
    const failed = await eventsOf(login(TEST_PASSWORD));
    assert.equal(failed.code, 'integrity-failed');
    assert.deepEqual(
      failed.items.map(({ outcome }) => outcome),
      ['failed'],
    );
  });

  test('authenticate: a refusal and a failure are events, a success is not one of its own', async () => {
    await test1.signIn('dana');
    const { token, summary } = await test1.core.login(TEST_ORIGIN, {
      identifier: { username: 'dana' },
      password: TEST_PASSWORD,
    });
    const ok = await eventsOf(() => test1.core.authenticate(TEST_ORIGIN, token.reveal()));
    assert.equal(ok.items.length, 0);
    const denied = await eventsOf(() => test1.core.authenticate(TEST_ORIGIN, 'nonsense'));
    assert.deepEqual(
      denied.items.map(({ outcome, reason }) => [outcome, reason]),
      [['denied', 'malformed']],
    );
    test1.tamper('UPDATE tokens SET expires_at = null WHERE id = ?', summary.id);
    const failed = await eventsOf(() => test1.core.authenticate(TEST_ORIGIN, token.reveal()));
    assert.equal(failed.code, 'integrity-failed');
    assert.deepEqual(
      failed.items.map(({ outcome }) => outcome),
      ['failed'],
    );
  });

  test('completeLogin: ok, denied, failed', async () => {
    const caller = await test1.signIn('fred');
    const { secret } = await test1.core.enrolSecondFactor(caller, { password: TEST_PASSWORD });
    const code = (steps: number) => totpCode(secret.reveal(), now() + steps * 30_000);
    await test1.core.confirmSecondFactor(caller, { code: code(-1) });
    const begin = async () => {
      const login = { identifier: { username: 'fred' }, password: TEST_PASSWORD };
      return test1.core.login(TEST_ORIGIN, { ...login, secondFactor: 'defer' });
    };
    const partial = await begin();
    const complete = (totp: string) => () =>
      test1.core.completeLogin(TEST_ORIGIN, { token: partial.token.reveal(), totp });
    const denied = await eventsOf(complete(code(-1)));
    assert.deepEqual(
      denied.items.map(({ outcome, reason }) => [outcome, reason]),
      [['denied', 'totp']],
    );
    const ok = await eventsOf(complete(code(0)));
    assert.deepEqual(
      ok.items.map(({ outcome, actor }) => [outcome, actor.name]),
      [['ok', 'fred']],
    );
    const second = await begin();
    test1.tamper('UPDATE second_factors SET last_step = 0 WHERE user_id = ?', caller.principal.id);
    const failed = await eventsOf(() =>
      test1.core.completeLogin(TEST_ORIGIN, { token: second.token.reveal(), totp: code(0) }),
    );
    assert.equal(failed.code, 'integrity-failed');
    assert.deepEqual(
      failed.items.map(({ outcome }) => outcome),
      ['failed'],
    );
  });

  test('loginService: ok, denied, failed', async () => {
    const { service, clientSecret } = await test1.core.registerService(test1.system, {
      name: 'robot',
      grants: [],
    });
    const login = (secret: string) => () =>
      test1.core.loginService(TEST_ORIGIN, { clientId: service.clientId, clientSecret: secret });
    const ok = await eventsOf(login(clientSecret.reveal()));
    assert.deepEqual(
      ok.items.map(({ outcome, actor }) => [outcome, actor.name]),
      [['ok', 'robot']],
    );
    const denied = await eventsOf(login('wrong'));
    assert.deepEqual(
      denied.items.map(({ outcome, reason }) => [outcome, reason]),
      [['denied', 'credentials']],
    );
    test1.tamper('UPDATE services SET disabled = 1 WHERE id = ?', service.id);
    const failed = await eventsOf(login(clientSecret.reveal()));
    assert.equal(failed.code, 'integrity-failed');
    assert.deepEqual(
      failed.items.map(({ outcome }) => outcome),
      ['failed'],
    );
  });

  test('exchangeServiceSecret: ok, denied, failed', async () => {
    const { service, clientSecret } = await test1.core.registerService(test1.system, {
      name: 'bot',
      grants: [],
    });
    const exchange = (proof: string) => () =>
      test1.core.exchangeServiceSecret(TEST_ORIGIN, {
        clientId: service.clientId,
        verify: (secret) => secret.reveal() === proof,
        lifetimeSeconds: 60,
      });
    const ok = await eventsOf(exchange(clientSecret.reveal()));
    assert.deepEqual(
      ok.items.map(({ outcome, actor }) => [outcome, actor.name]),
      [['ok', 'bot']],
    );
    const denied = await eventsOf(exchange('wrong'));
    assert.deepEqual(
      denied.items.map(({ outcome, reason }) => [outcome, reason]),
      [['denied', 'mismatch']],
    );
    test1.tamper('UPDATE services SET attributes = \'{"a":1}\' WHERE id = ?', service.id);
    const failed = await eventsOf(exchange(clientSecret.reveal()));
    assert.equal(failed.code, 'integrity-failed');
    assert.deepEqual(
      failed.items.map(({ outcome }) => outcome),
      ['failed'],
    );
  });
});
