// The JSON of a request, read only when the handler asks for it: who may not write is told so before his body is
// judged (fandogh.md 2.2).
import type { FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import { jsonBody } from '../../http/bodies.ts';
import { rejected } from './errors.ts';
import { messagesFor } from './messages.ts';

/** The strictly parsed body; RejectedInput for bad JSON, `unsupported-media-type` for a declared other type. */
export function readJson(request: FastifyRequest): unknown {
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json(?:[;\s]|$)/i.test(type)) {
    throw new AppError('unsupported-media-type', 'The body must be application/json.');
  }
  try {
    return jsonBody(request);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-input') {
      throw rejected(messagesFor(request).bodyNotJson);
    }
    throw error;
  }
}
