// The client's types are written by hand; this holds them to the OpenAPI document that the server makes of its schemas.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import ts from 'typescript';

import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

/** Interfaces of sdk/src/types.ts that have a component of the same name. */
const NAMES = ['SecretMetadata', 'Secret', 'Version', 'User', 'Token', 'Service', 'Space', 'Grant'];

const path = new URL('../../sdk/src/types.ts', import.meta.url);
const source = ts.createSourceFile('types.ts', readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
const interfaces = new Map(
  source.statements
    .filter(ts.isInterfaceDeclaration)
    .map((declaration) => [declaration.name.text, declaration]),
);

/** The members of an interface, those that it inherits included, as `name` or `name?`, sorted. */
function membersOf(name: string): readonly string[] {
  const declaration = interfaces.get(name);
  assert.ok(declaration !== undefined, `types.ts has no interface ${name}`);
  const parents = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
    types.map((type) => type.getText()),
  );
  const own = declaration.members.map(
    (member) => `${member.name?.getText() ?? ''}${member.questionToken === undefined ? '' : '?'}`,
  );
  return [...parents.flatMap(membersOf), ...own].sort();
}

interface Component {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

describe('the types of the client', () => {
  let server: TestServer;
  let components: Readonly<Record<string, Component | undefined>>;
  before(async () => {
    server = await startServer();
    const document = (await (await fetch(`${server.base}/pv/openapi.json`)).json()) as {
      readonly components: { readonly schemas: Readonly<Record<string, Component | undefined>> };
    };
    components = document.components.schemas;
  });
  after(() => server.close());

  for (const name of NAMES) {
    test(`${name} has the members of the document`, () => {
      const component = components[name];
      assert.ok(component !== undefined, `the document has no ${name}`);
      const documented = Object.keys(component.properties).map(
        (member) => `${member}${component.required?.includes(member) === true ? '' : '?'}`,
      );
      assert.deepEqual(
        membersOf(name),
        documented.sort(),
        `correct the interface ${name} in sdk/src/types.ts`,
      );
    });
  }
});
