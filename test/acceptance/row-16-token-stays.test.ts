// SECURITY-DESIGN section 6, row 16 (Coder PR 26146, a client that sent its token to a URL which the server named): every
// command of the command line that talks, against a server that answers with redirects, links and locations of another.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { CommandLine } from '../support/command-line.ts';

const TOKEN = 'pvt1NotARealTokenButSecretAllTheSame';
const COMMANDS: readonly (readonly string[])[] = [
  ['whoami'],
  ['get', 'DB_URL', '--space', 'apps/shop'],
  ['set', 'DB_URL', '--space', 'apps/shop'],
  ['ls', '--space', 'apps/shop'],
  ['rm', 'DB_URL', '--space', 'apps/shop'],
  ['history', 'DB_URL', '--space', 'apps/shop'],
  ['spaces'],
  ['run', '--space', 'apps/shop', '--', 'true'],
  ['logout'],
];

for (const status of [301, 302, 303, 307, 308, 401, 200]) {
  test(`the token goes nowhere else: ${status}`, async (t) => {
    const strangers: string[] = [];
    const stranger = createServer((request, response) => {
      strangers.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
      response.end('{}');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
    let asked = 0;
    const named = createServer((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(status, {
        'content-type': 'application/json',
        location: `${elsewhere}${request.url ?? '/'}`,
        link: `<${elsewhere}/next>; rel="next"`,
        'www-authenticate': `Bearer realm="${elsewhere}"`,
        refresh: `0; url=${elsewhere}`,
      });
      response.end(
        JSON.stringify({ items: [], nextCursor: null, server: elsewhere, url: elsewhere, next: elsewhere }),
      );
    });
    await new Promise<void>((resolve) => named.listen(0, '127.0.0.1', resolve));
    const home = new CommandLine({
      POLYVAULT_SERVER: `http://127.0.0.1:${(named.address() as AddressInfo).port}`,
      POLYVAULT_TOKEN: TOKEN,
    });
    t.after(() => {
      home.remove();
      stranger.close();
      named.close();
    });
    for (const command of COMMANDS) {
      const { stdout, stderr } = await home.run(command, { stdin: 'value' });
      assert.ok(!(stdout + stderr).includes(TOKEN), command.join(' '));
    }
    assert.ok(asked >= 5, `the named server was asked ${asked} times`);
    assert.deepEqual(strangers, []);
  });
}
