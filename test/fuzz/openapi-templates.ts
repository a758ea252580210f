// Requests of the native API made from its own OpenAPI document: three of each operation, so that a route without a
// conformance case is reached too.
import { asText, isList, isObject, type Json, type JsonObject } from '../conformance/json.ts';
import type { Template } from './corpus.ts';
import { withMarks } from './marks.ts';
import type { Random } from './random.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const OF_EACH = 3;
/** It would seal the server, and everything behind it would be refused; test/process/sealed.test.ts tries it. */
const NOT_SENT = '/pv/v1/seal/seal';

/** `document` is /pv/openapi.json. */
export function openapiTemplates(document: JsonObject, random: Random): readonly Template[] {
  const sample = createSampler(document, random);
  const paths = Object.entries(membersOf(document['paths'])).filter(([path]) => path !== NOT_SENT);
  return paths.flatMap(([path, item]) =>
    METHODS.filter((method) => isObject(item) && item[method] !== undefined).flatMap((method) =>
      Array.from({ length: OF_EACH }, () =>
        toTemplate(method.toUpperCase(), path, membersOf(membersOf(item)[method]), sample),
      ),
    ),
  );
}

type Sample = (schema: Json, member: string) => Json;

function toTemplate(method: string, path: string, operation: JsonObject, sample: Sample): Template {
  let target = path;
  const query: string[] = [];
  const headers: (readonly [string, Json])[] = [['authorization', 'Bearer ${token}']];
  const parameters = operation['parameters'];
  for (const parameter of isList(parameters) ? parameters.map(membersOf) : []) {
    const name = asText(parameter['name'] ?? '');
    const value = encodeURIComponent(asText(sample(parameter['schema'] ?? {}, name)));
    if (parameter['in'] === 'path') target = target.replace(`{${name}}`, name === 'id' ? '${anId}' : value);
    else if (parameter['in'] === 'query') query.push(`${name}=${value}`);
    else headers.push([name, name.startsWith('if-') ? '"1"' : value]);
  }
  const content = membersOf(membersOf(operation['requestBody'])['content']);
  const schema = membersOf(content['application/json'])['schema'];
  const changesPassword = target.endsWith('/password');
  return {
    group: `openapi ${method} ${path}`,
    request: {
      method,
      path: query.length === 0 ? target : `${target}?${query.join('&')}`,
      headers,
      body:
        schema === undefined
          ? { kind: 'none', value: null }
          : { kind: 'json', value: withMarks(sample(schema, ''), /login|users|password/.test(path)) },
    },
    bind: [],
    sources: new Map([
      ['token', { kind: 'token', user: changesPassword ? 'mallory' : 'alice' }],
      ['anId', { kind: 'id' }],
    ]),
    slow: method === 'POST' && /\/(?:login|users)$/.test(path),
  };
}

/** Names that exist, or may, where the schema says no more than "a text". */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  space: ['apps', 'apps/shop', 'fandogh/shop'],
  under: ['apps'],
  name: ['one', 'two', 'db'],
  username: ['carol', 'nobody'],
  user: ['bob'],
  role: ['reader', 'writer'],
  kind: ['generic', 'note'],
  env: ['TOKEN'],
  file: ['~/token'],
};

function createSampler(document: JsonObject, random: Random): Sample {
  const sample = (given: Json, member: string, depth = 0): Json => {
    const schema = resolved(document, given);
    if (schema['const'] !== undefined) return schema['const'];
    const options = schema['enum'] ?? schema['anyOf'] ?? schema['oneOf'];
    if (isList(options) && options.length > 0) {
      const option = random.pick(options);
      return schema['enum'] === undefined ? sample(option, member, depth) : option;
    }
    const type = isList(schema['type']) ? schema['type'][0] : schema['type'];
    switch (type) {
      case 'integer':
      case 'number':
        return Number(schema['minimum'] ?? 0) + random.below(3);
      case 'boolean':
        return random.chance(0.5);
      case 'null':
        return null;
      case 'array':
        return Array.from({ length: random.below(3) }, () =>
          sample(schema['items'] ?? {}, member, depth + 1),
        );
      case 'object':
        return sampleObject(schema, member, depth);
      default:
        if (schema['format'] === 'date-time') return '2031-01-02T03:04:05Z';
        return random.pick(KNOWN[member] ?? ['text', 'another text']);
    }
  };
  const sampleObject = (schema: JsonObject, member: string, depth: number): Json => {
    const required = isList(schema['required']) ? schema['required'] : [];
    const members = Object.entries(membersOf(schema['properties'])).filter(
      ([name]) => required.includes(name) || (depth < 3 && random.chance(0.4)),
    );
    const patterns = Object.values(membersOf(schema['patternProperties']));
    const free = patterns[0] ?? schema['additionalProperties'];
    return Object.fromEntries([
      ...members.map(([name, property]) => [name, sample(property, name, depth + 1)] as const),
      ...(isObject(free)
        ? [['value', sample(free, member === 'fields' ? 'value' : '', depth + 1)] as const]
        : []),
    ]);
  };
  return sample;
}

function resolved(document: JsonObject, schema: Json): JsonObject {
  const { $ref } = membersOf(schema);
  if (typeof $ref !== 'string') return membersOf(schema);
  let value: Json | undefined = document;
  for (const step of $ref.slice(2).split('/')) value = membersOf(value)[step];
  return membersOf(value);
}

function membersOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
