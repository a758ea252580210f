// Coming and going: login, logout, who am I, a new password. Login is the only route here without a token.
import type { Core } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { LoginAnswer, LoginBody, PasswordBody, User } from './access-schemas.ts';
import { toWireLogin, toWireUser } from './access-wire.ts';
import { callerOf } from './auth.ts';
import { empty, operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';

export function registerLogin(app: NativeApp, core: Core): void {
  app.post(
    '/pv/v1/login',
    {
      schema: {
        ...operation({
          id: 'login',
          tag: 'session',
          summary: 'A session token for a username and a password',
          open: true,
          success: { 200: LoginAnswer },
          errors: [413, 415],
        }),
        body: LoginBody,
      },
    },
    async (request) => {
      const { username, ...credentials } = request.body;
      return toWireLogin(
        await core.login(originOf(request, 'native'), { identifier: { username }, ...credentials }),
      );
    },
  );
}

export function registerSessionRoutes(app: NativeApp, core: Core): void {
  app.post(
    '/pv/v1/logout',
    {
      schema: operation({
        id: 'logout',
        tag: 'session',
        summary: 'Revokes the token of this request',
        success: { 204: empty('The token is revoked') },
      }),
    },
    async (request, reply) => {
      await core.logout(callerOf(request));
      return reply.code(204).send();
    },
  );

  app.get(
    '/pv/v1/me',
    {
      schema: operation({
        id: 'getMe',
        tag: 'session',
        summary: 'The user behind the token',
        success: { 200: User },
        errors: [404],
      }),
    },
    async (request) => toWireUser(await core.whoAmI(callerOf(request))),
  );

  app.post(
    '/pv/v1/me/password',
    {
      schema: {
        ...operation({
          id: 'changePassword',
          tag: 'session',
          summary: 'Changes the own password',
          success: { 204: empty('The password is changed') },
          errors: [403, 413, 415],
        }),
        body: PasswordBody,
      },
    },
    async (request, reply) => {
      await core.changePassword(callerOf(request), request.body);
      return reply.code(204).send();
    },
  );
}
