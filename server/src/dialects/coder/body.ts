// Request bodies as Coder's server takes them: null is absent, unknown members are ignored, wrong types are a 400.
import type { FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import { jsonBody } from '../../http/bodies.ts';
import { CoderError } from './errors.ts';

export type Body = Readonly<Record<string, unknown>>;

/** The members of a JSON object; `{}` for a body `null`. Anything else is `Request body must be valid JSON.` */
export function readBody(request: FastifyRequest): Body {
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw notJson('EOF');
  const body = parse(request);
  if (body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw notJson('The body must be an object.');
  return body as Body;
}

/** A string, or undefined when the member is absent or null. */
export function stringMember(body: Body, name: string): string | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw notJson(`${name} must be a string.`);
  return value;
}

/** A boolean, or undefined when the member is absent or null. */
export function booleanMember(body: Body, name: string): boolean | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== 'boolean') throw notJson(`${name} must be a boolean.`);
  return value;
}

/** A whole number, or undefined when the member is absent or null. */
export function integerMember(body: Body, name: string): number | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && (typeof value !== 'number' || !Number.isInteger(value))) {
    throw notJson(`${name} must be a whole number.`);
  }
  return value;
}

/** A list of strings, or undefined when the member is absent or null. */
export function stringsMember(body: Body, name: string): readonly string[] | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw notJson(`${name} must be a list of strings.`);
  }
  return value;
}

function parse(request: FastifyRequest): unknown {
  try {
    return jsonBody(request);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error;
    throw notJson(`The body ${error.details.issues?.[0]?.message ?? 'is not valid JSON'}.`);
  }
}

function notJson(detail: string): CoderError {
  return new CoderError('invalid-input', { message: 'Request body must be valid JSON.', detail });
}
