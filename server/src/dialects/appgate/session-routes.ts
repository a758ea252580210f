// Version, identity providers, the two ways to sign in, and logout: a new login never ends an earlier session.
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import type { VersionWindow } from './accept.ts';
import { bearerToken, callerOf, requireCaller } from './auth.ts';
import { readJson } from './json-members.ts';
import { IDENTITY_PROVIDERS, parseLogin, toLoginResponse } from './login.ts';
import { registerSecondFactorRoutes } from './second-factor-routes.ts';
import { describeSession } from './session-answer.ts';
import type { SessionRoutesContext } from './session-answer.ts';

/** The routes that check credentials in the body: their 401 is the login's own. */
export const LOGIN_ROUTES: readonly string[] = ['/admin/login', '/admin/authentication'];
const SIMPLE_LOGIN = '/admin/login';

/** What a login shows of a user whose second factor is still to come. */
const WAITING = { canAccessAuditLogs: false, privileges: [], needTwoFactorAuth: true } as const;

/** `/admin/version`, which needs neither a token nor a version (appgate.md 1.3). */
export function registerVersionRoute(app: FastifyInstance, window: VersionWindow): void {
  app.get('/admin/version', async () => ({
    peerVersion: window.advertisedMax,
    lowestPeerVersionSupported: window.advertisedMin,
  }));
}

/** Sign-in and its companions (appgate.md 1.4), to be registered behind `requireVersion`. */
export function registerSessionRoutes(app: FastifyInstance, context: SessionRoutesContext): void {
  const { core } = context;
  const withToken = { onRequest: requireCaller(core) };

  app.get('/admin/identity-providers/names', async () => IDENTITY_PROVIDERS);
  for (const path of LOGIN_ROUTES) app.post(path, async (request) => signIn(request, context));

  app.get('/admin/authorization', withToken, async (request) => {
    const token = bearerToken(request.headers.authorization) ?? '';
    const answer = await describeSession(callerOf(request), token, context);
    if (answer.user.privileges.length === 0) {
      throw new AppError('forbidden', 'The user has no administrative privileges.');
    }
    return answer;
  });

  app.post('/admin/authentication/logout', withToken, async (request, reply) => {
    await core.logout(callerOf(request));
    return reply.code(204).send();
  });

  registerSecondFactorRoutes(app, context);
}

async function signIn(request: FastifyRequest, context: SessionRoutesContext) {
  const { core } = context;
  const { username, password, deviceId } = parseLogin(readJson(request));
  const origin = originOf(request, 'appgate');
  const issued = await core.login(origin, {
    identifier: { username },
    password,
    tokenName: `Appgate device ${deviceId.toLowerCase()}`,
    lifetimeSeconds: context.tokenLifetimeSeconds,
    // Only the sign-in in two steps can wait for the code (appgate.md 1.4, MFA).
    ...(request.routeOptions.url === SIMPLE_LOGIN ? {} : { secondFactor: 'defer' as const }),
  });
  const token = issued.token.reveal();
  if (issued.summary.kind === 'partial') {
    return toLoginResponse({
      ...WAITING,
      name: issued.user.username,
      token,
      expiresAt: issued.summary.expiresAt,
    });
  }
  return describeSession(await core.authenticate(origin, token), token, context);
}
