// From nothing to a program with its secrets in three commands, and the same after the server was down and up again.
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { CommandLine } from '../../../test/support/command-line.ts';

test('up, set, run; down, up, run', async () => {
  const cli = new CommandLine({ POLYVAULT_PORT: '0' });
  try {
    const up = await cli.run(['up']);
    assert.equal(up.exitCode, 0, up.stderr);
    const address = /A server is up at (\S+)/.exec(up.stdout)?.[1] ?? '';
    const password = /one-time password is (\S+)/.exec(up.stdout)?.[1] ?? '';
    assert.match(up.stdout, /signed in as admin/);
    const set = await cli.run(['set', 'DB_URL', '--space', 'apps/shop'], { stdin: 'postgres://shop' });
    assert.equal(set.exitCode, 0, set.stderr);
    const script = ['run', '--no-mask', '--space', 'apps/shop', '--', 'sh', '-c', 'echo "$DB_URL"'];
    assert.equal((await cli.run(script)).stdout, 'postgres://shop\n');

    const again = await cli.run(['up']);
    assert.match(again.stdout, new RegExp(`^A server is up at ${address} `));
    assert.equal(statSync(join(cli.home, '.polyvault')).mode & 0o777, 0o700);
    assert.equal(statSync(join(cli.home, '.polyvault/server.log')).mode & 0o777, 0o600);

    assert.equal((await cli.run(['down'])).stdout, 'The server is down.\n');
    assert.equal((await cli.run(script)).exitCode, 125);
    assert.match((await cli.run(['down'])).stdout, /^No server is up in /);
    const port = new URL(address).port;
    const back = await cli.run(['up', '--port', port]);
    assert.equal(back.exitCode, 0, back.stderr);
    assert.ok(!back.stdout.includes(password) && !back.stdout.includes('one-time'));
    assert.equal((await cli.run(script)).stdout, 'postgres://shop\n');
  } finally {
    await cli.run(['down']);
    cli.remove();
  }
});

test('a server that cannot start is said, with the place of its log', async () => {
  const cli = new CommandLine();
  try {
    const { exitCode, stderr } = await cli.run(['up', '--port', 'none']);
    assert.equal(exitCode, 1);
    assert.match(stderr, /did not start[^]*server\.log/);
    assert.ok(existsSync(join(cli.home, '.polyvault/server.log')));
  } finally {
    cli.remove();
  }
});
