// SECURITY-DESIGN section 6, row 14 (GHSA-444v-8vxr-p36h, an agent printed rendered secrets on failure): whatever makes
// `run` or `agent` fail, no value is on stdout or stderr.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { call, signIn } from '../process/server-process.ts';
import { CommandLine } from '../support/command-line.ts';
import { startServer } from '../support/server.ts';
import type { OpenServer } from '../support/server.ts';

const CANARY = 'canary-of-row-14-5e0b';
const PASSWORD = 'correct horse battery';
let server: OpenServer;
let token: string;

before(async () => {
  server = await startServer({
    bootstrap: { users: [{ username: 'root', password: PASSWORD, admin: true }] },
  });
  ({ token } = await signIn(server.base, 'root', PASSWORD));
  const make = async (space: string, name: string, delivery: unknown, value = CANARY) => {
    const body = { space, name, value, delivery };
    const { status } = await call(server.base, 'POST', '/pv/v1/secrets', { token, body });
    assert.equal(status, 201);
  };
  await make('apps/good', 'A', { env: 'A' });
  await make('apps/good', 'B', { file: '~/conf/b.txt' });
  await make('apps/nul', 'N', { env: 'N' }, `${CANARY}\0${CANARY}`);
  await make('apps/huge', 'H', { env: 'H' }, CANARY.repeat(20_000));
});
after(() => server.close());

interface Failure {
  readonly args: readonly string[];
  readonly prepare?: (home: string) => void;
  readonly env?: Readonly<Record<string, string>>;
}

const run = (space: string, ...command: string[]) => ['run', '--space', space, '--', ...command];
const FAILURES: Readonly<Record<string, Failure>> = {
  'no such program': { args: run('apps/good', 'no-such-program') },
  'a program that may not be run': {
    args: run('apps/good', './program'),
    prepare: (home) => writeFileSync(join(home, 'program'), '', { mode: 0o600 }),
  },
  'a file that is no program': {
    args: run('apps/good', './program'),
    prepare: (home) => writeFileSync(join(home, 'program'), '\x7fELF', { mode: 0o700 }),
  },
  'a child that fails': { args: run('apps/good', 'sh', '-c', 'exit 3') },
  'a child that is killed': { args: run('apps/good', 'sh', '-c', 'kill -9 $$') },
  'a folder in the way of a file': {
    args: run('apps/good', 'true'),
    prepare: (home) => mkdirSync(join(home, 'conf/b.txt'), { recursive: true }),
  },
  'a link in the way of a file': {
    args: run('apps/good', 'true'),
    prepare: (home) => {
      symlinkSync('/etc', join(home, 'conf'));
    },
  },
  'a file in place of a folder': {
    args: run('apps/good', 'true'),
    prepare: (home) => writeFileSync(join(home, 'conf'), ''),
  },
  'a value with NUL': { args: run('apps/nul', 'true') },
  'a value that no process takes': { args: run('apps/huge', 'true') },
  'a token that is not one': { args: run('apps/good', 'true'), env: { POLYVAULT_TOKEN: CANARY } },
  'a server that is not there': {
    args: run('apps/good', 'true'),
    env: { POLYVAULT_SERVER: 'http://127.0.0.1:1' },
  },
  'an unknown flag': { args: ['run', '--nope', '--space', 'apps/good', '--', 'true'] },
  'an agent without a program': { args: ['agent', '--space', 'apps/good', '--', 'no-such-program'] },
  'an agent whose child fails': { args: ['agent', '--space', 'apps/good', '--', 'sh', '-c', 'exit 3'] },
  'an agent with NUL': { args: ['agent', '--space', 'apps/nul', '--', 'true'] },
};

for (const [what, { args, prepare, env }] of Object.entries(FAILURES)) {
  test(what, async (t) => {
    const home = new CommandLine({ POLYVAULT_SERVER: server.base, POLYVAULT_TOKEN: token });
    t.after(() => home.remove());
    prepare?.(home.home);
    const { exitCode, stdout, stderr } = await home.run(args, env === undefined ? {} : { env });
    assert.notEqual(exitCode, 0, `it did not fail: ${stdout}`);
    assert.ok(!(stdout + stderr).includes(CANARY.slice(0, 12)), `shows a value: ${stderr.slice(0, 40)}`);
    assert.ok(!(stdout + stderr).includes(token), 'shows the token');
  });
}

test('the control: a child that is told to print shows it', async (t) => {
  const home = new CommandLine({ POLYVAULT_SERVER: server.base, POLYVAULT_TOKEN: token });
  t.after(() => home.remove());
  const { stdout } = await home.run(run('apps/good', 'sh', '-c', 'printf %s "$A" | wc -c'));
  assert.equal(Number(stdout), CANARY.length);
});
