// How services get in: sign-in with client id and secret, which needs no token, and the credentials that their owner
// or an administrator makes for them.
import type { Core } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { IssuedToken, RegisteredService, Service } from './access-schemas.ts';
import { toWireIssuedToken, toWireRegisteredService, toWireService } from './access-wire.ts';
import { callerOf } from './auth.ts';
import * as schemas from './identity-schemas.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { toWireOptionalInstant } from './wire.ts';

const TAG = 'identity';

export function registerServiceLogin(app: NativeApp, core: Core): void {
  app.post(
    '/pv/v1/service-login',
    {
      schema: {
        ...operation({
          id: 'serviceLogin',
          tag: 'session',
          summary: 'A short-lived access token for the client id and secret of a service',
          open: true,
          success: { 200: schemas.ServiceLogin },
          errors: [413, 415],
        }),
        body: schemas.ServiceLoginBody,
      },
    },
    async (request) => {
      const { token, summary } = await core.loginService(originOf(request, 'native'), request.body);
      return { token: token.reveal(), expiresAt: toWireOptionalInstant(summary.expiresAt) };
    },
  );
}

export function registerServiceCredentialRoutes(app: NativeApp, core: Core): void {
  app.post(
    '/pv/v1/services/:id/tokens',
    {
      schema: {
        ...operation({
          id: 'createServiceToken',
          tag: TAG,
          summary: 'A token of a service, by its owner or an administrator, who hold all that it may do',
          success: { 201: IssuedToken },
          errors: [403, 404, 413, 415],
        }),
        params: schemas.ServiceIdParams,
        body: schemas.ServiceTokenBody,
      },
    },
    async (request, reply) =>
      reply
        .code(201)
        .send(
          toWireIssuedToken(await core.createServiceToken(callerOf(request), request.params, request.body)),
        ),
  );

  app.post(
    '/pv/v1/services/:id/rotate',
    {
      schema: {
        ...operation({
          id: 'rotateServiceSecret',
          tag: TAG,
          summary: 'A new client secret; the old one and its access tokens end at once',
          success: { 200: RegisteredService },
          errors: [403, 404],
        }),
        params: schemas.ServiceIdParams,
      },
    },
    async (request) =>
      toWireRegisteredService(await core.rotateServiceSecret(callerOf(request), request.params)),
  );

  app.put(
    '/pv/v1/services/:id/state',
    {
      schema: {
        ...operation({
          id: 'setServiceState',
          tag: TAG,
          summary: 'Disables a service, tokens included, or enables it again',
          success: { 200: Service },
          errors: [403, 404, 413, 415],
        }),
        params: schemas.ServiceIdParams,
        body: schemas.ServiceStateBody,
      },
    },
    async (request) =>
      toWireService(await core.setServiceDisabled(callerOf(request), { ...request.params, ...request.body })),
  );
}
