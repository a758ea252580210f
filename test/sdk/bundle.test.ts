// The client as a page would load it: one bundle for the browser, without a module of Node, under 15 KiB minified and
// gzipped; and it works where there is nothing but what the web has.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

import { startServer } from '../support/server.ts';

const ENTRY = new URL('../../sdk/src/index.ts', import.meta.url).pathname;
const LIMIT = 15 * 1024;

async function bundle(): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    // Fails on an import of Node's.
    platform: 'browser',
    format: 'iife',
    globalName: 'polyvault',
    target: 'es2022',
  });
  const foreign = Object.keys(metafile.inputs).filter((path) => !/(^|\/)sdk\/src\//.test(path));
  assert.deepEqual(foreign, [], 'the client has no dependency');
  return outputFiles[0]?.text ?? '';
}

test('under 15 KiB minified and gzipped, for the browser, without a dependency', async (t) => {
  const bytes = gzipSync(await bundle()).length;
  t.diagnostic(`${bytes} bytes minified and gzipped`);
  assert.ok(bytes > 1000 && bytes < LIMIT, `${bytes} bytes`);
});

test('works where there are only the globals of the web', async () => {
  const password = 'correct horse battery';
  const server = await startServer({ bootstrap: { users: [{ username: 'alice', admin: true, password }] } });
  try {
    const web = { fetch, URL, AbortSignal, AbortController, crypto, setTimeout, clearTimeout };
    const context = createContext({ ...web, base: server.base, password });
    const answer: unknown = await runInContext(
      `${await bundle()};
      (async () => {
        const { client } = await new polyvault.Client({ baseUrl: base }).login({ username: 'alice', password });
        await client.secrets.put({ space: 'web', name: 'A' }, { value: 'v' });
        const names = [];
        for await (const { name } of client.secrets.all({ space: 'web' })) names.push(name);
        const missing = await client.secrets.get({ space: 'web', name: 'B' }).catch((error) => error);
        return [names.join(), missing instanceof polyvault.PolyvaultError, missing.code].join(' ');
      })()`,
      context,
    );
    assert.equal(answer, 'A true not-found');
  } finally {
    await server.close();
  }
});
