// Groups and roles: who belongs together and what a role's name means; administrators decide, core judges.
import type { Core } from '../../core/index.ts';
import { RoleParams } from './access-schemas.ts';
import { callerOf } from './auth.ts';
import * as schemas from './decision-schemas.ts';
import { toWireGroup, toWireMember, toWireRole } from './decision-wire.ts';
import { empty, operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';

const TAG = 'groups';

export function registerGroupRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/groups',
    {
      schema: {
        ...operation({
          id: 'listGroups',
          tag: TAG,
          summary: 'All groups',
          success: { 200: schemas.GroupList },
          errors: [403],
        }),
        querystring: schemas.ListQuery,
      },
    },
    async (request) => {
      const { items, nextCursor } = await core.listGroups(callerOf(request), request.query);
      return { items: items.map(toWireGroup), nextCursor };
    },
  );

  app.post(
    '/pv/v1/groups',
    {
      schema: {
        ...operation({
          id: 'createGroup',
          tag: TAG,
          summary: 'A group without members',
          success: { 201: schemas.Group },
          errors: [403, 409, 413, 415],
        }),
        body: schemas.CreateGroupBody,
      },
    },
    async (request, reply) =>
      reply.code(201).send(toWireGroup(await core.createGroup(callerOf(request), request.body))),
  );

  app.delete(
    '/pv/v1/groups/:group',
    {
      schema: {
        ...operation({
          id: 'deleteGroup',
          tag: TAG,
          summary: 'Removes a group with its grants',
          success: { 204: empty('The group is gone') },
          errors: [403, 404],
        }),
        params: schemas.GroupParams,
      },
    },
    async (request, reply) => {
      await core.deleteGroup(callerOf(request), { name: request.params.group });
      return reply.code(204).send();
    },
  );

  app.get(
    '/pv/v1/groups/:group/members',
    {
      schema: {
        ...operation({
          id: 'listGroupMembers',
          tag: TAG,
          summary: 'Who is in a group',
          success: { 200: schemas.GroupMemberList },
          errors: [403, 404],
        }),
        params: schemas.GroupParams,
        querystring: schemas.ListQuery,
      },
    },
    async (request) => {
      const input = { ...request.params, ...request.query };
      const { items, nextCursor } = await core.listGroupMembers(callerOf(request), input);
      return { items: items.map(toWireMember), nextCursor };
    },
  );

  app.put(
    '/pv/v1/groups/:group/members/:member',
    {
      schema: {
        ...operation({
          id: 'addGroupMember',
          tag: TAG,
          summary: 'Puts a user or a service into a group',
          success: { 204: empty('It is a member') },
          errors: [403, 404],
        }),
        params: schemas.MemberParams,
      },
    },
    async (request, reply) => {
      await core.addGroupMember(callerOf(request), request.params);
      return reply.code(204).send();
    },
  );

  app.delete(
    '/pv/v1/groups/:group/members/:member',
    {
      schema: {
        ...operation({
          id: 'removeGroupMember',
          tag: TAG,
          summary: 'Takes a user or a service out of a group, at once',
          success: { 204: empty('It is no member any more') },
          errors: [403, 404],
        }),
        params: schemas.MemberParams,
      },
    },
    async (request, reply) => {
      await core.removeGroupMember(callerOf(request), request.params);
      return reply.code(204).send();
    },
  );

  app.get(
    '/pv/v1/roles',
    {
      schema: operation({
        id: 'listRoles',
        tag: TAG,
        summary: 'Built-in roles and those of your own',
        success: { 200: schemas.RoleList },
      }),
    },
    async (request) => ({ items: (await core.listRoles(callerOf(request))).map(toWireRole) }),
  );

  app.delete(
    '/pv/v1/roles/:name',
    {
      schema: {
        ...operation({
          id: 'deleteRole',
          tag: TAG,
          summary: 'Removes a role of your own that no grant uses',
          success: { 204: empty('The role is gone') },
          errors: [403, 404, 409],
        }),
        params: RoleParams,
      },
    },
    async (request, reply) => {
      await core.deleteRole(callerOf(request), request.params);
      return reply.code(204).send();
    },
  );
}
