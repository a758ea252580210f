// The history of a secret: what versions there are, an old content as a new version, and content destroyed for good.
import type { Core } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import { etagOf, parseIfMatch } from './etag.ts';
import { operation, tagged } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import * as schemas from './schemas.ts';
import { toWireInstant, toWireMetadata, toWireOptionalInstant, toWireVersion } from './wire.ts';

const TAG = 'secrets';

export function registerVersionRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/secrets/:name/versions',
    {
      schema: {
        ...operation({
          id: 'listVersions',
          tag: TAG,
          summary: 'The versions of a secret, newest first, without values',
          success: { 200: schemas.VersionList },
          errors: [404],
        }),
        params: schemas.SecretParams,
        querystring: schemas.SpaceQuery,
      },
    },
    async (request) => {
      const versions = await core.listVersions(callerOf(request), { ...request.params, ...request.query });
      return { items: versions.map(toWireVersion) };
    },
  );

  app.post(
    '/pv/v1/secrets/:name/rollback',
    {
      schema: {
        ...operation({
          id: 'rollbackSecret',
          tag: TAG,
          summary: 'Makes the content of an old version the new one',
          success: { 200: tagged(schemas.SecretMetadata) },
          errors: [403, 404, 410, 412, 413, 415],
        }),
        params: schemas.SecretParams,
        querystring: schemas.SpaceQuery,
        headers: schemas.WriteHeaders,
        body: schemas.RollbackBody,
      },
    },
    async (request, reply) => {
      const metadata = await core.rollbackSecret(
        callerOf(request),
        { ...request.params, ...request.query, precondition: parseIfMatch(request.headers) },
        request.body,
      );
      return reply.header('etag', etagOf(metadata.version)).send(toWireMetadata(metadata));
    },
  );

  app.post(
    '/pv/v1/secrets/:name/destroy',
    {
      schema: {
        ...operation({
          id: 'destroyVersions',
          tag: TAG,
          summary: 'Erases the keys of versions, so that nobody can read them again',
          success: { 200: schemas.Destruction },
          errors: [403, 404, 413, 415],
        }),
        params: schemas.SecretParams,
        querystring: schemas.SpaceQuery,
        body: schemas.DestroyBody,
      },
    },
    async (request) => {
      const { versions, erasedAt, erasedEverywhereAt } = await core.destroyVersions(
        callerOf(request),
        { ...request.params, ...request.query },
        request.body,
      );
      return {
        items: versions.map(toWireVersion),
        erasedAt: toWireInstant(erasedAt),
        erasedEverywhereAt: toWireOptionalInstant(erasedEverywhereAt),
      };
    },
  );
}
