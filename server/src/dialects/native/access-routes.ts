// Where secrets live and who may do what there: spaces, grants and roles. Core decides, nobody gives more than he holds.
import type { Core } from '../../core/index.ts';
import * as schemas from './access-schemas.ts';
import { toWireGrant, toWireSpace } from './access-wire.ts';
import { callerOf } from './auth.ts';
import { empty, operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';

const TAG = 'spaces';

export function registerAccessRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/spaces',
    {
      schema: {
        ...operation({
          id: 'listSpaces',
          tag: TAG,
          summary: 'Spaces that exist and that the caller may list',
          success: { 200: schemas.SpaceList },
        }),
        querystring: schemas.ListSpacesQuery,
      },
    },
    async (request) => {
      const spaces = await core.listSpaces(callerOf(request), request.query);
      return { items: spaces.map(toWireSpace) };
    },
  );

  app.post(
    '/pv/v1/spaces',
    {
      schema: {
        ...operation({
          id: 'createSpace',
          tag: TAG,
          summary: 'An empty space, or the one that is there already',
          success: { 200: schemas.Space },
          errors: [403, 404, 413, 415],
        }),
        body: schemas.CreateSpaceBody,
      },
    },
    async (request) => toWireSpace(await core.createSpace(callerOf(request), request.body)),
  );

  app.get(
    '/pv/v1/grants',
    {
      schema: {
        ...operation({
          id: 'listGrants',
          tag: TAG,
          summary: 'The grants that cover a space',
          success: { 200: schemas.GrantList },
          errors: [403, 404],
        }),
        querystring: schemas.ListGrantsQuery,
      },
    },
    async (request) => {
      const { items, nextCursor } = await core.listGrants(callerOf(request), request.query);
      return { items: items.map(toWireGrant), nextCursor };
    },
  );

  app.post(
    '/pv/v1/grants',
    {
      schema: {
        ...operation({
          id: 'createGrant',
          tag: TAG,
          summary: 'A grant, or the equal one that is there already',
          success: { 200: schemas.Grant },
          errors: [403, 404, 413, 415],
        }),
        body: schemas.CreateGrantBody,
      },
    },
    async (request) => toWireGrant(await core.createGrant(callerOf(request), request.body)),
  );

  app.delete(
    '/pv/v1/grants/:id',
    {
      schema: {
        ...operation({
          id: 'deleteGrant',
          tag: TAG,
          summary: 'Takes a grant back, at once',
          success: { 204: empty('The grant is gone') },
          errors: [403, 404],
        }),
        params: schemas.IdParams,
      },
    },
    async (request, reply) => {
      await core.deleteGrant(callerOf(request), request.params);
      return reply.code(204).send();
    },
  );

  app.put(
    '/pv/v1/roles/:name',
    {
      schema: {
        ...operation({
          id: 'defineRole',
          tag: TAG,
          summary: 'Defines a role of your own, or replaces its actions',
          success: { 204: empty('The role is defined') },
          errors: [403, 409, 413, 415],
        }),
        params: schemas.RoleParams,
        body: schemas.RoleBody,
      },
    },
    async (request, reply) => {
      await core.defineRole(callerOf(request), { ...request.params, ...request.body });
      return reply.code(204).send();
    },
  );
}
