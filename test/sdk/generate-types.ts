// Makes sdk/src/openapi.ts of the OpenAPI document that a real server gives out. `node test/sdk/generate-types.ts`
// writes it; the test beside this file only compares.
import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import openapiTS, { astToString } from 'openapi-typescript';
import type { SchemaObject } from 'openapi-typescript';

import { startServer } from '../support/server.ts';

export const GENERATED = new URL('../../sdk/src/openapi.ts', import.meta.url).pathname;

const HEAD = `// Made of /pv/openapi.json by \`npm run sdk:types\`; never edited by hand. The components alone: what answers hold.
`;

/** The text of the file as the server of this tree would have it. */
export async function generateTypes(): Promise<string> {
  const server = await startServer();
  try {
    const answer = await fetch(`${server.base}/pv/openapi.json`);
    const document = (await answer.json()) as {
      readonly components: { readonly schemas: Record<string, SchemaObject> };
    };
    const { schemas } = document.components;
    const nodes = await openapiTS(
      // Paths would be nine tenths of the file; the calls of the client name them.
      { openapi: '3.1.0', info: { title: 'Polyvault', version: '1' }, paths: {}, components: { schemas } },
      { alphabetize: true, immutable: true },
    );
    const body = /export interface components \{[\s\S]*?\n\}\n/.exec(astToString(nodes));
    if (body === null) throw new Error('openapi-typescript gave no components');
    const options = await resolveConfig(GENERATED);
    return await format(`${HEAD}${body[0]}`, { ...options, parser: 'typescript' });
  } finally {
    await server.close();
  }
}

if (import.meta.main) writeFileSync(GENERATED, await generateTypes());
