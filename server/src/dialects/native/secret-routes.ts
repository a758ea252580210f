// Secrets by name in a space. Every value comes with its version as ETag, every change may name the one it expects.
import type { Core } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import { alreadyHas, etagOf, parseIfMatch, parsePutCondition } from './etag.ts';
import { empty, operation, tagged } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import * as schemas from './schemas.ts';
import { fromWireCreate, fromWirePatch, fromWirePut, toWireMetadata, toWireSecret } from './wire.ts';

const TAG = 'secrets';
const DEFAULT_LIMIT = 100;

export function registerSecretRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/secrets',
    {
      schema: {
        ...operation({
          id: 'listSecrets',
          tag: TAG,
          summary: 'Metadata of the secrets of a space, page by page',
          success: { 200: schemas.SecretPage },
          errors: [404],
        }),
        querystring: schemas.ListSecretsQuery,
      },
    },
    async (request) => {
      const { q, limit = DEFAULT_LIMIT, ...query } = request.query;
      const search = (q ?? '').split(/\s+/).filter((word) => word !== '');
      const page = await core.listSecrets(callerOf(request), {
        ...query,
        limit,
        ...(search.length === 0 ? {} : { search }),
      });
      return { items: page.items.map(toWireMetadata), nextCursor: page.nextCursor };
    },
  );

  app.post(
    '/pv/v1/secrets',
    {
      schema: {
        ...operation({
          id: 'createSecret',
          tag: TAG,
          summary: 'A new secret',
          success: { 201: tagged(schemas.SecretMetadata) },
          errors: [403, 404, 409, 413, 415],
        }),
        body: schemas.CreateSecretBody,
      },
    },
    async (request, reply) => {
      const { space, secret } = fromWireCreate(request.body);
      const metadata = await core.createSecret(callerOf(request), { space }, secret);
      return reply.code(201).header('etag', etagOf(metadata.version)).send(toWireMetadata(metadata));
    },
  );

  app.get(
    '/pv/v1/secrets/:name',
    {
      schema: {
        ...operation({
          id: 'readSecret',
          tag: TAG,
          summary: 'Metadata and values of a secret',
          success: {
            200: tagged(schemas.Secret),
            304: empty('The reader has this version; the read is audited all the same'),
          },
          errors: [403, 404, 410],
        }),
        params: schemas.SecretParams,
        querystring: schemas.SecretQuery,
        headers: schemas.ReadHeaders,
      },
    },
    async (request, reply) => {
      const known = request.headers['if-none-match'];
      // A malformed header is refused before anything is read.
      alreadyHas(known, 0);
      const content = await core.readSecret(callerOf(request), { ...request.params, ...request.query });
      void reply.header('etag', etagOf(content.version));
      if (alreadyHas(known, content.version)) return reply.code(304).send();
      return reply.send(toWireSecret(content));
    },
  );

  app.get(
    '/pv/v1/secrets/:name/metadata',
    {
      schema: {
        ...operation({
          id: 'describeSecret',
          tag: TAG,
          summary: 'Metadata of a secret, for those who may list but not read',
          success: { 200: tagged(schemas.SecretMetadata) },
          errors: [404],
        }),
        params: schemas.SecretParams,
        querystring: schemas.SpaceQuery,
      },
    },
    async (request, reply) => {
      const metadata = await core.describeSecret(callerOf(request), { ...request.params, ...request.query });
      return reply.header('etag', etagOf(metadata.version)).send(toWireMetadata(metadata));
    },
  );

  app.put(
    '/pv/v1/secrets/:name',
    {
      schema: {
        ...operation({
          id: 'putSecret',
          tag: TAG,
          summary: 'Creates a secret, or replaces its content',
          description: 'Metadata that is not given stays as it is.',
          success: { 200: tagged(schemas.SecretMetadata), 201: tagged(schemas.SecretMetadata) },
          errors: [403, 404, 409, 412, 413, 415],
        }),
        params: schemas.SecretParams,
        querystring: schemas.SpaceQuery,
        headers: schemas.PutHeaders,
        body: schemas.PutSecretBody,
      },
    },
    async (request, reply) => {
      const { metadata, created } = await core.putSecret(
        callerOf(request),
        { ...request.params, ...request.query, precondition: parsePutCondition(request.headers) },
        fromWirePut(request.body),
      );
      return reply
        .code(created ? 201 : 200)
        .header('etag', etagOf(metadata.version))
        .send(toWireMetadata(metadata));
    },
  );

  app.patch(
    '/pv/v1/secrets/:name',
    {
      schema: {
        ...operation({
          id: 'changeSecret',
          tag: TAG,
          summary: 'Changes metadata or single fields',
          description:
            'Members that are not given stay as they are. `value` or `fields` makes a new version.',
          success: { 200: tagged(schemas.SecretMetadata) },
          errors: [403, 404, 409, 410, 412, 413, 415],
        }),
        params: schemas.SecretParams,
        querystring: schemas.SpaceQuery,
        headers: schemas.WriteHeaders,
        body: schemas.PatchSecretBody,
      },
    },
    async (request, reply) => {
      const metadata = await core.changeSecret(
        callerOf(request),
        { ...request.params, ...request.query, precondition: parseIfMatch(request.headers) },
        fromWirePatch(request.body),
      );
      return reply.header('etag', etagOf(metadata.version)).send(toWireMetadata(metadata));
    },
  );

  app.delete(
    '/pv/v1/secrets/:name',
    {
      schema: {
        ...operation({
          id: 'deleteSecret',
          tag: TAG,
          summary: 'Moves a secret to the trash; its name is free at once',
          success: { 204: empty('The secret is in the trash') },
          errors: [403, 404, 412],
        }),
        params: schemas.SecretParams,
        querystring: schemas.SpaceQuery,
        headers: schemas.WriteHeaders,
      },
    },
    async (request, reply) => {
      await core.deleteSecret(callerOf(request), {
        ...request.params,
        ...request.query,
        precondition: parseIfMatch(request.headers),
      });
      return reply.code(204).send();
    },
  );

  app.get(
    '/pv/v1/values',
    {
      schema: {
        ...operation({
          id: 'readValues',
          tag: TAG,
          summary:
            'All secrets of a space with their values, in name order, for a process that needs them all',
          description: 'Each secret is an audit event of its own; an answer of 304 is one.',
          success: {
            200: tagged(schemas.SecretValues, 'The state of all secrets of the space'),
            304: empty('The reader has all values as they are; no secret was opened'),
          },
          errors: [403, 404],
        }),
        querystring: schemas.SpaceQuery,
        headers: schemas.PollHeaders,
      },
    },
    async (request, reply) => {
      const header = request.headers['if-none-match'];
      // A malformed header is refused before anything is read.
      alreadyHas(header, '');
      const { tag, contents } = await core.pollSecrets(callerOf(request), {
        ...request.query,
        known: (current) => alreadyHas(header, current),
      });
      void reply.header('etag', etagOf(tag));
      if (contents === null) return reply.code(304).send();
      return reply.send({ items: contents.map(toWireSecret) });
    },
  );
}
