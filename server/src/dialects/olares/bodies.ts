// JSON bodies as the gateway reads them: a declared JSON type, and faults as text for the envelope (olares.md 2.3).
import type { FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import { jsonBody } from '../../http/bodies.ts';

const JSON_TYPE = /^application\/json(?:[;\s]|$)/i;

/** The parsed body, or what is wrong with it: `EOF` when it is empty, else a sentence that quotes nothing of it. */
export function readJson(request: FastifyRequest): { readonly value: unknown } | { readonly fault: string } {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return { fault: 'EOF' };
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    return { fault: 'the content type must be application/json' };
  }
  try {
    return { value: jsonBody(request) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-input') return { fault: error.message };
    throw error;
  }
}
