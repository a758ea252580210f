// Who can act: users, the caller's tokens, services. The text of a credential is answered once, where it is made.
import type { Core } from '../../core/index.ts';
import { AppError } from '../../core/index.ts';
import * as schemas from './access-schemas.ts';
import {
  toWireIssuedToken,
  toWireRegisteredService,
  toWireService,
  toWireToken,
  toWireUser,
} from './access-wire.ts';
import { callerOf } from './auth.ts';
import { empty, operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';

const TAG = 'identity';

export function registerUserRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/users',
    {
      schema: operation({
        id: 'listUsers',
        tag: TAG,
        summary: 'All users',
        success: { 200: schemas.UserList },
        errors: [403],
      }),
    },
    async (request) => ({ items: (await core.listUsers(callerOf(request))).map(toWireUser) }),
  );

  app.post(
    '/pv/v1/users',
    {
      schema: {
        ...operation({
          id: 'createUser',
          tag: TAG,
          summary: 'A new user',
          success: { 201: schemas.User },
          errors: [403, 409, 413, 415],
        }),
        body: schemas.CreateUserBody,
      },
    },
    async (request, reply) =>
      reply.code(201).send(toWireUser(await core.createUser(callerOf(request), request.body))),
  );

  app.patch(
    '/pv/v1/users/:username',
    {
      schema: {
        ...operation({
          id: 'changeUser',
          tag: TAG,
          summary:
            'Disables a user, tokens included, or enables him again; makes him an administrator, or not',
          success: { 200: schemas.User },
          errors: [403, 404, 409, 413, 415],
        }),
        params: schemas.UserParams,
        body: schemas.PatchUserBody,
      },
    },
    async (request) => {
      const { disabled, admin } = request.body;
      const user = request.params;
      return toWireUser(
        disabled === undefined
          ? await core.setUserAdmin(callerOf(request), { user, admin: admin === true })
          : await core.setUserDisabled(callerOf(request), { user, disabled }),
      );
    },
  );
}

export function registerTokenRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/tokens',
    {
      schema: operation({
        id: 'listTokens',
        tag: TAG,
        summary: "The caller's own live tokens",
        success: { 200: schemas.TokenList },
      }),
    },
    async (request) => ({ items: (await core.listTokens(callerOf(request))).map(toWireToken) }),
  );

  app.post(
    '/pv/v1/tokens',
    {
      schema: {
        ...operation({
          id: 'createToken',
          tag: TAG,
          summary: "A token for the caller, never with more rights than this request's own",
          success: { 201: schemas.IssuedToken },
          errors: [403, 409, 413, 415],
        }),
        body: schemas.CreateTokenBody,
      },
    },
    async (request, reply) =>
      reply.code(201).send(toWireIssuedToken(await core.createToken(callerOf(request), request.body))),
  );

  app.delete(
    '/pv/v1/tokens/:id',
    {
      schema: {
        ...operation({
          id: 'revokeToken',
          tag: TAG,
          summary: "Revokes one of the caller's tokens, or anybody's for an administrator",
          success: { 204: empty('The token is revoked') },
          errors: [404],
        }),
        params: schemas.IdParams,
      },
    },
    async (request, reply) => {
      await core.revokeToken(callerOf(request), request.params);
      return reply.code(204).send();
    },
  );
}

export function registerServiceRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/services',
    {
      schema: operation({
        id: 'listServices',
        tag: TAG,
        summary: 'The services that act for the caller; all of them for an administrator',
        success: { 200: schemas.ServiceList },
      }),
    },
    async (request) => ({ items: (await core.listServices(callerOf(request))).map(toWireService) }),
  );

  app.post(
    '/pv/v1/services',
    {
      schema: {
        ...operation({
          id: 'registerService',
          tag: TAG,
          summary: 'A service with its grants; a known name keeps its credential and has its grants replaced',
          success: { 200: schemas.RegisteredService, 201: schemas.RegisteredService },
          errors: [403, 404, 409, 413, 415],
        }),
        body: schemas.RegisterServiceBody,
      },
    },
    async (request, reply) => {
      const { owner, ...registration } = request.body;
      const registered = await core.registerService(callerOf(request), {
        ...registration,
        ...(owner === undefined ? {} : { owner: { username: owner } }),
      });
      return reply.code(registered.created ? 201 : 200).send(toWireRegisteredService(registered));
    },
  );

  app.delete(
    '/pv/v1/services/:name',
    {
      schema: {
        ...operation({
          id: 'removeService',
          tag: TAG,
          summary: 'Removes a service and revokes its tokens',
          success: { 204: empty('The service is gone') },
          errors: [403, 404],
        }),
        params: schemas.ServiceParams,
        querystring: schemas.ServiceQuery,
      },
    },
    async (request, reply) => {
      const { owner } = request.query;
      const removed = await core.removeService(callerOf(request), {
        ...request.params,
        ...(owner === undefined ? {} : { owner: { username: owner } }),
      });
      if (!removed) {
        throw new AppError('not-found', 'There is no service of that name.', {
          details: { object: 'service' },
        });
      }
      return reply.code(204).send();
    },
  );
}
