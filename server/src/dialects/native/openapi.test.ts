// Proves that the document names every route that is registered, that it points at nothing that is missing, and
// that each answer and error is described.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import Fastify from 'fastify';

import type { Core } from '../../core/index.ts';
import { createNativeDialect } from './index.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: object }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** No operation runs here, and this proves it. */
const untouched = new Proxy({} as Core, {
  get(_target, name) {
    throw new Error(`core.${String(name)} was called`);
  },
});

async function load(): Promise<{ document: Document; routes: readonly string[] }> {
  const dialect = createNativeDialect({ core: untouched, version: '1.2.3' });
  const root = Fastify();
  const routes: string[] = [];
  root.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url}`);
  });
  await root.register(async (app) => dialect.register(app));
  const answer = await root.inject({ method: 'GET', url: '/pv/openapi.json' });
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers['cache-control'], 'no-store');
  await root.close();
  return { document: answer.json<Document>(), routes };
}

const { document, routes } = await load();
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

function walk(node: unknown, visit: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(node)) for (const item of node) walk(item, visit);
  else if (typeof node === 'object' && node !== null) {
    visit(node as Readonly<Record<string, unknown>>);
    for (const member of Object.values(node)) walk(member, visit);
  }
}

test('the head says what it is', () => {
  assert.match(document.openapi, /^3\.1\.\d$/);
  assert.equal(document.info.version, '1.2.3');
  assert.equal(document.info.title, 'Polyvault');
});

test('every registered route is in the document, and nothing else', () => {
  assert.ok(routes.length > 30);
  const named = operations.map(
    ({ path, method }) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
  );
  assert.deepEqual([...new Set(named)].sort(), [...new Set(routes)].sort());
});

test('every operation has an id of its own, a summary, a known tag and its security', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  assert.equal(new Set(ids).size, operations.length);
  const tags = new Set(document.tags.map((tag) => tag.name));
  for (const { path, method, operation } of operations) {
    const label = `${method} ${path}`;
    assert.match(operation.operationId ?? '', /^[a-z][A-Za-z]+$/, label);
    assert.ok((operation.summary ?? '').length > 5, label);
    assert.ok(operation.tags?.every((tag) => tags.has(tag)) && operation.tags.length === 1, label);
    assert.ok(Array.isArray(operation.security), label);
  }
});

test('only the logins, the state of the seal and the document need no token', () => {
  const open = operations.filter(({ operation }) => operation.security?.length === 0);
  assert.deepEqual(open.map(({ path }) => path).sort(), [
    '/pv/openapi.json',
    '/pv/v1/login',
    '/pv/v1/oidc/begin',
    '/pv/v1/oidc/finish',
    '/pv/v1/seal',
    '/pv/v1/service-login',
    '/pv/v1/workload-login',
  ]);
});

test('every operation describes its answers and the errors that all can give', () => {
  for (const { path, method, operation } of operations) {
    const label = `${method} ${path}`;
    const statuses = Object.keys(operation.responses);
    assert.ok(
      statuses.some((status) => status.startsWith('2')),
      label,
    );
    for (const status of ['400', '401', '429', '500', '503']) assert.ok(statuses.includes(status), label);
    if (operation.requestBody !== undefined) {
      assert.ok(statuses.includes('413') && statuses.includes('415'), label);
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      assert.notEqual(response.description, 'Default Response', `${label} ${status}`);
      assert.equal(
        response.content === undefined,
        status === '204' || status === '304',
        `${label} ${status}`,
      );
    }
  }
});

test('every path parameter is declared', () => {
  for (const { path, method, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = (operation.parameters ?? [])
      .filter((parameter) => parameter.in === 'path')
      .map((parameter) => parameter.name);
    assert.deepEqual(declared.sort(), inPath.sort(), `${method} ${path}`);
  }
});

test('every reference leads to a component, every component is used', () => {
  const used = new Set<string>();
  walk(document, (node) => {
    const reference = node['$ref'];
    if (typeof reference !== 'string') return;
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1];
    assert.ok(name !== undefined && Object.hasOwn(document.components.schemas, name), reference);
    used.add(name);
  });
  assert.deepEqual([...used].sort(), Object.keys(document.components.schemas).sort());
});

test('nothing of OpenAPI 3.0 or of the framework is left in the schemas', () => {
  walk(document, (node) => {
    for (const name of ['nullable', 'x-response-description', '$id', 'definitions']) {
      assert.ok(!Object.hasOwn(node, name), name);
    }
  });
});
