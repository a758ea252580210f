// The own second factor, and what administrators do to accounts: one-time passwords, sessions, locks.
import type { Core, Lock } from '../../core/index.ts';
import { TokenList, User, UserParams } from './access-schemas.ts';
import { toWireToken, toWireUser } from './access-wire.ts';
import { callerOf } from './auth.ts';
import * as schemas from './identity-schemas.ts';
import { empty, operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { toWireInstant, toWireOptionalInstant } from './wire.ts';

export function registerAccountRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/me/second-factor',
    {
      schema: operation({
        id: 'getSecondFactor',
        tag: 'session',
        summary: 'Whether logins of the caller ask for a code',
        success: { 200: schemas.SecondFactor },
        errors: [404],
      }),
    },
    async (request) => {
      const { enabled, confirmedAt, recoveryCodesLeft } = await core.describeSecondFactor(callerOf(request));
      return { enabled, confirmedAt: toWireOptionalInstant(confirmedAt), recoveryCodesLeft };
    },
  );

  app.post(
    '/pv/v1/me/second-factor',
    {
      schema: {
        ...operation({
          id: 'enrolSecondFactor',
          tag: 'session',
          summary: 'A new shared secret for an authenticator app; in force once it is confirmed',
          success: { 201: schemas.Enrolment },
          errors: [403, 404, 409, 413, 415],
        }),
        body: schemas.EnrolBody,
      },
    },
    async (request, reply) => {
      const { secret, address } = await core.enrolSecondFactor(callerOf(request), request.body);
      return reply.code(201).send({ secret: secret.reveal(), address: address.reveal() });
    },
  );

  app.post(
    '/pv/v1/me/second-factor/confirm',
    {
      schema: {
        ...operation({
          id: 'confirmSecondFactor',
          tag: 'session',
          summary: 'Puts the second factor in force and gives the recovery codes',
          success: { 200: schemas.RecoveryCodes },
          errors: [403, 404, 409, 413, 415],
        }),
        body: schemas.ConfirmBody,
      },
    },
    async (request) => {
      const codes = await core.confirmSecondFactor(callerOf(request), request.body);
      return { recoveryCodes: codes.map((code) => code.reveal()) };
    },
  );

  app.post(
    '/pv/v1/me/second-factor/disable',
    {
      schema: {
        ...operation({
          id: 'disableSecondFactor',
          tag: 'session',
          summary: 'Ends the own second factor, against the password and a code',
          success: { 204: empty('Logins ask for no code any more') },
          errors: [403, 404, 413, 415],
        }),
        body: schemas.DisableBody,
      },
    },
    async (request, reply) => {
      await core.disableSecondFactor(callerOf(request), request.body);
      return reply.code(204).send();
    },
  );
}

export function registerAdministrationRoutes(app: NativeApp, core: Core): void {
  const TAG = 'identity';

  app.delete(
    '/pv/v1/users/:username/second-factor',
    {
      schema: {
        ...operation({
          id: 'resetSecondFactor',
          tag: TAG,
          summary: 'Ends the second factor of a user who has lost it',
          success: { 204: empty('His logins ask for no code any more') },
          errors: [403, 404],
        }),
        params: UserParams,
      },
    },
    async (request, reply) => {
      await core.resetSecondFactor(callerOf(request), { user: request.params });
      return reply.code(204).send();
    },
  );

  app.put(
    '/pv/v1/users/:username/password',
    {
      schema: {
        ...operation({
          id: 'setUserPassword',
          tag: TAG,
          summary: 'A one-time password for a user; his sessions end',
          success: { 200: User },
          errors: [403, 404, 413, 415],
        }),
        params: UserParams,
        body: schemas.SetPasswordBody,
      },
    },
    async (request) =>
      toWireUser(await core.setUserPassword(callerOf(request), { user: request.params, ...request.body })),
  );

  app.get(
    '/pv/v1/users/:username/tokens',
    {
      schema: {
        ...operation({
          id: 'listUserTokens',
          tag: TAG,
          summary: "A user's live tokens, his sessions among them",
          success: { 200: TokenList },
          errors: [403, 404],
        }),
        params: UserParams,
      },
    },
    async (request) => ({
      items: (await core.listUserTokens(callerOf(request), { user: request.params })).map(toWireToken),
    }),
  );

  app.get(
    '/pv/v1/locks',
    {
      schema: operation({
        id: 'listLocks',
        tag: TAG,
        summary: 'Who may not try to sign in for now, after too many failures',
        success: { 200: schemas.LockList },
        errors: [403],
      }),
    },
    async (request) => ({ items: (await core.listLocks(callerOf(request))).map(toWireLock) }),
  );

  app.delete(
    '/pv/v1/locks/:id',
    {
      schema: {
        ...operation({
          id: 'liftLock',
          tag: TAG,
          summary: 'Ends a lock and forgets the failures that led to it',
          success: { 204: empty('There is no lock any more') },
          errors: [403, 404],
        }),
        params: schemas.LockParams,
      },
    },
    async (request, reply) => {
      await core.liftLock(callerOf(request), request.params);
      return reply.code(204).send();
    },
  );
}

function toWireLock(lock: Lock) {
  return { ...lock, lockedAt: toWireInstant(lock.lockedAt), lockedUntil: toWireInstant(lock.lockedUntil) };
}
