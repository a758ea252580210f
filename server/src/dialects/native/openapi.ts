// The OpenAPI 3.1 document: made from the very schemas that validate, each titled schema once as a component.
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { TSchema } from 'typebox';

import { ERROR_CODES } from '../../core/index.ts';
import { component } from './schemas.ts';

/** A Fastify context whose handlers know their input from the route's schemas. */
export type NativeApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

const ERROR_STATUSES = {
  400: 'The input is not valid; details.issues says what to fix',
  401: 'No token, or one that is not accepted',
  403: 'The caller may see the object, but not do this',
  404: 'There is no such object, or the caller may not see it',
  409: 'Something of that name is there already, or a quota is used up',
  410: 'The version was destroyed, or the secret has expired',
  412: 'The version is not the expected one; details.currentVersion is',
  413: 'The body or the content is too large',
  415: 'The body is not application/json',
  429: 'Too many requests; Retry-After says when to come back',
  500: 'The server failed; the request id identifies the failure in its log',
  503: 'The server is sealed or without its database',
} as const;

const ErrorBody = component('Error', 'Every error of this API', {
  error: Type.Object(
    {
      code: Type.Enum([...ERROR_CODES]),
      message: Type.String(),
      details: Type.Optional(
        Type.Object({
          object: Type.Optional(Type.String()),
          field: Type.Optional(Type.String()),
          issues: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
          reason: Type.Optional(Type.String()),
          currentVersion: Type.Optional(Type.Integer()),
          max: Type.Optional(Type.Integer()),
          retryAfterSeconds: Type.Optional(Type.Number()),
          allowedMethods: Type.Optional(Type.Array(Type.String())),
        }),
      ),
      requestId: Type.String(),
    },
    { additionalProperties: false },
  ),
});

/** An answer without a body, for the document. */
export function empty(description: string): TSchema {
  return Type.Null({ description });
}

/** An answer with the header `ETag`. */
export function tagged(schema: TSchema, description = 'The version between quotes'): TSchema {
  return { ...schema, headers: { ETag: { type: 'string', description } } };
}

/** An answer of another content type than JSON. */
export function text(contentType: string, description: string): TSchema {
  return { description, content: { [contentType]: { schema: { type: 'string' } } } };
}

export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** True for the few routes that need no token. */
  readonly open?: boolean;
  readonly success: Readonly<Record<number, TSchema>>;
  /** Beyond 400, 401, 429, 500 and 503, which every operation can answer. */
  readonly errors?: readonly (keyof typeof ERROR_STATUSES)[];
}

/** The part of a route's schema that documents it. */
export function operation(input: Operation) {
  const statuses = [400, 401, ...(input.errors ?? []), 429, 500, 503] as const;
  return {
    operationId: input.id,
    tags: [input.tag],
    summary: input.summary,
    ...(input.description === undefined ? {} : { description: input.description }),
    security: input.open === true ? [] : [{ bearer: [] }],
    response: {
      ...input.success,
      ...Object.fromEntries(
        statuses.map((status) => [
          status,
          { ...ErrorBody, 'x-response-description': ERROR_STATUSES[status] },
        ]),
      ),
    } as unknown,
  };
}

/** Options of @fastify/swagger for one context. */
export function openapiOptions(version: string): FastifyDynamicSwaggerOptions {
  return {
    convertConstToEnum: false,
    stripBasePath: false,
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Polyvault',
        version,
        description: 'The native API of Polyvault: secrets, their versions, and who may do what with them.',
      },
      tags: [
        'session',
        'secrets',
        'render',
        'spaces',
        'trash',
        'groups',
        'decisions',
        'identity',
        'audit',
        'keys',
        'document',
      ].map((name) => ({ name })),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'A token from login or from /pv/v1/tokens' },
        },
      },
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new TypeError('expects an OpenAPI document');
      return withComponents(document.openapiObject as Document) as typeof document.openapiObject;
    },
  };
}

interface Document {
  readonly paths: unknown;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** Moves each schema that has a title to the components; two schemas of one title would be a fault of ours. */
function withComponents(document: Document): Document {
  const schemas: Record<string, unknown> = { ...document.components.schemas };
  const moved = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(moved);
    if (typeof node !== 'object' || node === null) return node;
    const copy = Object.fromEntries(Object.entries(node).map(([name, member]) => [name, moved(member)]));
    const { title, ...schema } = copy;
    if (typeof title !== 'string') return copy;
    if (schemas[title] !== undefined && JSON.stringify(schemas[title]) !== JSON.stringify(schema)) {
      throw new TypeError(`two schemas have the title ${title}`);
    }
    schemas[title] = schema;
    return { $ref: `#/components/schemas/${title}` };
  };
  const paths = moved(document.paths);
  return { ...document, paths, components: { ...document.components, schemas } };
}
