// How a dialect takes request bodies: always as bytes first, then through the one strict JSON reader.
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { AppError } from '../core/index.ts';
import { parseStrictJson } from './strict-json.ts';

/**
 * Bodies become parsed JSON before the handler runs. `application/json` (with parameters) is accepted, any
 * other content type is `unsupported-media-type`; an empty body is undefined.
 */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/json(?:[;\s]|$)/i,
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => (body.length === 0 ? undefined : parseStrictJson(body)),
  );
  // A body that is announced without a type, and then is empty, is no body: some clients send POST that way.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => {
    if (body.length === 0) return undefined;
    throw new AppError('unsupported-media-type', 'The content type is not supported; send application/json.');
  });
}

/**
 * Bodies reach the handler as a Buffer (undefined when there is none), whatever their content type, for
 * dialects that judge the body after something else. Read them with `parseStrictJson` or `jsonBody`.
 */
export function acceptBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => body,
  );
}

/** The JSON of a body that `acceptBytes` took; `invalid-input` when it is empty or not strict JSON. */
export function jsonBody(request: FastifyRequest): unknown {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
    throw new AppError('invalid-input', 'The request needs a JSON body.', {
      details: { issues: [{ path: '', message: 'must be JSON' }] },
    });
  }
  return parseStrictJson(request.body);
}
