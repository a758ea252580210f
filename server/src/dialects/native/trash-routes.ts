// The trash: what is in it, what comes back under which name, and what goes for good.
import type { Static } from 'typebox';

import type { Core, Trash } from '../../core/index.ts';
import { Space } from './access-schemas.ts';
import { toWireSpace } from './access-wire.ts';
import { callerOf } from './auth.ts';
import { etagOf } from './etag.ts';
import { empty, operation, tagged } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import * as common from './schemas.ts';
import * as schemas from './trash-schemas.ts';
import { toWireInstant, toWireMetadata, toWireOptionalInstant } from './wire.ts';

const TAG = 'trash';

export function registerTrashRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/trash',
    {
      schema: {
        ...operation({
          id: 'listTrash',
          tag: TAG,
          summary: 'What is in the trash of a space, and which spaces at its path or below',
          success: { 200: schemas.Trash },
          errors: [404],
        }),
        querystring: schemas.TrashQuery,
      },
    },
    async (request) => toWireTrash(await core.listTrash(callerOf(request), request.query)),
  );

  app.post(
    '/pv/v1/trash/secrets/:id/restore',
    {
      schema: {
        ...operation({
          id: 'restoreSecret',
          tag: TAG,
          summary: 'Takes a secret out of the trash, with its history',
          description: 'Where its name, variable or file is taken again, give another one.',
          success: { 200: tagged(common.SecretMetadata) },
          errors: [403, 404, 409, 413, 415],
        }),
        params: schemas.TrashParams,
        querystring: common.SpaceQuery,
        body: schemas.RestoreSecretBody,
      },
    },
    async (request, reply) => {
      const target = { ...request.params, ...request.query };
      const metadata = await core.restoreSecret(callerOf(request), target, request.body);
      return reply.header('etag', etagOf(metadata.version)).send(toWireMetadata(metadata));
    },
  );

  app.delete(
    '/pv/v1/trash/secrets/:id',
    {
      schema: {
        ...operation({
          id: 'purgeSecret',
          tag: TAG,
          summary: 'Removes a secret from the trash with its history, for good',
          success: { 204: empty('Nothing of the secret is left in the store') },
          errors: [403, 404],
        }),
        params: schemas.TrashParams,
        querystring: common.SpaceQuery,
      },
    },
    async (request, reply) => {
      await core.purgeSecret(callerOf(request), { ...request.params, ...request.query });
      return reply.code(204).send();
    },
  );

  registerSpaceTrash(app, core);
}

function registerSpaceTrash(app: NativeApp, core: Core): void {
  app.delete(
    '/pv/v1/spaces',
    {
      schema: {
        ...operation({
          id: 'deleteSpace',
          tag: TAG,
          summary: 'Moves a space with its secrets and their history to the trash; its path is free at once',
          success: { 200: schemas.DeletedSpace },
          errors: [403, 404],
        }),
        querystring: common.SpaceQuery,
      },
    },
    async (request) => core.deleteSpace(callerOf(request), { path: request.query.space }),
  );

  app.post(
    '/pv/v1/trash/spaces/:id/restore',
    {
      schema: {
        ...operation({
          id: 'restoreDeletedSpace',
          tag: TAG,
          summary: 'Takes a space out of the trash, with everything in it',
          description: 'Where its path is taken again, give another one.',
          success: { 200: Space },
          errors: [403, 404, 409, 413, 415],
        }),
        params: schemas.TrashParams,
        body: schemas.RestoreSpaceBody,
      },
    },
    async (request) =>
      toWireSpace(await core.restoreDeletedSpace(callerOf(request), { ...request.params, ...request.body })),
  );

  app.delete(
    '/pv/v1/trash/spaces/:id',
    {
      schema: {
        ...operation({
          id: 'purgeSpace',
          tag: TAG,
          summary: 'Removes a space from the trash with everything in it, for good',
          success: { 204: empty('Nothing of the space is left in the store') },
          errors: [403, 404],
        }),
        params: schemas.TrashParams,
      },
    },
    async (request, reply) => {
      await core.purgeSpace(callerOf(request), request.params);
      return reply.code(204).send();
    },
  );
}

function toWireTrash({ secrets, spaces, nextCursor }: Trash): Static<typeof schemas.Trash> {
  return {
    secrets: secrets.map(({ id, metadata, deletedAt, purgeAt }) => ({
      id,
      secret: toWireMetadata(metadata),
      deletedAt: toWireInstant(deletedAt),
      purgeAt: toWireOptionalInstant(purgeAt),
    })),
    spaces: spaces.map(({ id, path, deletedAt, deletedBy, purgeAt }) => ({
      id,
      path,
      deletedAt: toWireInstant(deletedAt),
      deletedBy,
      purgeAt: toWireOptionalInstant(purgeAt),
    })),
    nextCursor,
  };
}
