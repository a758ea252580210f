// Route schemas as checks that never change a body: nothing is coerced, nothing is dropped, every problem is
// named with its path, and no message quotes a value.
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';

import { invalidInput } from '../../core/index.ts';
import type { InputIssue } from '../../core/index.ts';

const MAX_ISSUES = 20;

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
  readonly oneOf?: readonly { readonly required?: readonly string[] }[];
  readonly not?: { readonly required?: readonly string[] };
}

/**
 * Fastify's validator compiler of this dialect. Query texts become whole numbers, booleans and lists where the schema
 * says so; only a list may be given several times.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  const refuse = (input: unknown) => ({
    error: invalidInput(...issuesOf(check.Errors(input), schema)),
  });
  if (httpPart !== 'querystring') {
    return (input: unknown) => check.Check(input) || refuse(input);
  }
  return (input: Readonly<Record<string, unknown>>) => {
    const repeated = Object.keys(input).filter(
      (name) => Array.isArray(input[name]) && typeOf(schema, name) !== 'array',
    );
    if (repeated.length > 0) {
      return {
        error: invalidInput(
          ...repeated.map((name) => ({ path: shownName(name), message: 'must be given once' })),
        ),
      };
    }
    const query = convertQuery(schema, input);
    return check.Check(query) ? { value: query } : refuse(query);
  };
};

/** A hook: `invalid-input` for a query whose percent-escapes cannot be decoded, which the parser would keep as text. */
export async function refuseBadEscapes(request: FastifyRequest): Promise<void> {
  const start = request.url.indexOf('?');
  if (start === -1 || !request.url.includes('%', start)) return;
  try {
    decodeURIComponent(request.url.slice(start));
  } catch {
    throw invalidInput({
      path: '',
      message: 'has a query with a % that does not start an escape of valid UTF-8, such as %2F',
    });
  }
}

function typeOf({ properties = {} }: ObjectSchema, name: string): string | undefined {
  return Object.hasOwn(properties, name) ? properties[name]?.type : undefined;
}

function convertQuery(
  schema: ObjectSchema,
  query: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => {
      const type = typeOf(schema, name);
      if (type === 'array') return [name, Array.isArray(text) ? text : [text]];
      if (type === 'integer' && typeof text === 'string' && /^(?:0|[1-9][0-9]{0,14})$/.test(text)) {
        return [name, Number(text)];
      }
      if (type === 'boolean' && (text === 'true' || text === 'false')) return [name, text === 'true'];
      return [name, text];
    }),
  );
}

/**
 * At most one issue per path. Left out is what only repeats another error: those inside `oneOf` and `not`, and
 * `anyOf` and `additionalProperties` beside the errors of their members (an unknown member is a `boolean` error).
 */
function issuesOf(errors: readonly TLocalizedValidationError[], schema: ObjectSchema): InputIssue[] {
  const messages = new Map<string, string>();
  const types = new Map<string, string[]>();
  const combinations: TLocalizedValidationError[] = [];
  const add = (path: string, message: string) => {
    if (!messages.has(path)) messages.set(path, message);
  };
  for (const error of errors) {
    if (/\/(?:oneOf|not)(?:\/|$)/.test(error.schemaPath)) continue;
    const path = dotted(error.instancePath);
    if (error.keyword === 'oneOf' || error.keyword === 'not') {
      combinations.push(error);
    } else if (error.keyword === 'type') {
      const { type } = error.params;
      types.set(path, [...(types.get(path) ?? []), ...(Array.isArray(type) ? type : [type])]);
    } else if (error.keyword === 'required') {
      for (const name of error.params.requiredProperties) add(join(path, name), 'is required');
    } else if (error.keyword === 'boolean') {
      add(path, 'is not known here: leave it out');
    } else if (error.keyword !== 'anyOf' && error.keyword !== 'additionalProperties') {
      add(path, messageOf(error, schema));
    }
  }
  for (const [path, names] of types) add(path, `must be ${names.map(article).join(' or ')}`);
  for (const error of combinations) add(dotted(error.instancePath), messageOf(error, schema));
  return [...messages].map(([path, message]) => ({ path, message })).slice(0, MAX_ISSUES);
}

function messageOf(error: TLocalizedValidationError, schema: ObjectSchema): string {
  switch (error.keyword) {
    case 'minLength':
      return error.params.limit === 1
        ? 'must not be empty'
        : `must have at least ${error.params.limit} characters`;
    case 'maxLength':
      return `must have at most ${error.params.limit} characters`;
    case 'minItems':
      return error.params.limit === 1
        ? 'must not be empty'
        : `must have at least ${error.params.limit} items`;
    case 'maxItems':
      return `must have at most ${error.params.limit} items`;
    case 'minProperties':
      return 'must have at least one member';
    case 'minimum':
      return `must be at least ${error.params.limit}`;
    case 'maximum':
      return `must be at most ${error.params.limit}`;
    case 'uniqueItems':
      return 'must not hold an item twice';
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`;
    case 'format':
      return error.params.format === 'date-time'
        ? 'must be a date and time as in RFC 3339, such as 2030-01-31T12:00:00Z'
        : `must have the format ${error.params.format}`;
    case 'oneOf':
      return `must have exactly one of ${(schema.oneOf ?? []).flatMap((one) => one.required ?? []).join(', ')}`;
    case 'not':
      return `must not have ${(schema.not?.required ?? []).join(' and ')} together`;
    default:
      return 'is not valid';
  }
}

function article(type: string): string {
  if (type === 'null') return 'null';
  if (type === 'object') return 'a JSON object';
  if (type === 'integer') return 'a whole number';
  return type === 'array' ? 'an array' : `a ${type}`;
}

/** `/delivery/env` as `delivery.env`, as far as its parts may be shown. */
function dotted(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => shownName(part.replaceAll('~1', '/').replaceAll('~0', '~')))
    .join('.');
}

function join(path: string, name: string): string {
  return path === '' ? shownName(name) : `${path}.${shownName(name)}`;
}

/** A member's name as an error may show it: a long or strange one may be a value that slipped into its place. */
function shownName(name: string): string {
  return /^[\w.-]{1,128}$/.test(name) ? name : '...';
}
