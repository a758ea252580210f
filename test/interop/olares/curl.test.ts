// The five calls of the seed document by a real curl: the documented address, header and body, and nothing else. curl
// calls such a body a form, which has to make no difference.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { ALICE, send } from '../../support/dialect-clients.ts';
import { startServer } from '../../support/server.ts';

const run = promisify(execFile);
const missing = spawnSync('curl', ['--version']).status === 0 ? false : 'there is no curl here';

/** As the document shows the bodies, with a value for each `string`. */
const WITH_VALUE = (value: string): string =>
  `{\n  "name": "db-password",\n  "value": "${value}",\n  "env": "prod"\n}`;
const WITH_NAME = '{\n  "name": "db-password",\n  "env": "prod"\n}';
const WITH_ENV = '{\n  "env": "prod"\n}';

test('the documented calls, pasted with curl', { skip: missing }, async () => {
  const server = await startServer({ bootstrap: { users: [ALICE] } });
  const { username, password } = ALICE;
  const login = await send(server, 'POST', '/pv/v1/login', {}, { username, password });
  const { token } = JSON.parse(login.text) as { readonly token: string };
  const call = async (op: string, body: string): Promise<unknown> => {
    const header = `X-Authorization: ${token}`;
    const address = `${server.base}/${op}?workspace=your-app`;
    const { stdout } = await run('curl', ['-sS', '-H', header, '-d', body, address]);
    return JSON.parse(stdout);
  };
  const done = { code: 200, message: '', data: '' };
  const shown = (value: string) => ({ name: 'db-password', value, env: 'prod' });
  try {
    assert.deepEqual(await call('CreateSecret', WITH_VALUE('one')), done);
    assert.deepEqual(await call('RetrieveSecret', WITH_NAME), { ...done, data: shown('one') });
    assert.deepEqual(await call('UpdateSecret', WITH_VALUE('two')), done);
    assert.deepEqual(await call('ListSecret', WITH_ENV), { ...done, data: [shown('two')] });
    assert.deepEqual(await call('DeleteSecret', WITH_NAME), done);
    assert.deepEqual(await call('ListSecret', WITH_ENV), { ...done, data: [] });
  } finally {
    await server.close();
  }
});
