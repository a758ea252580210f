// `polyvault run` with real children: what they get, and that nothing stays behind, however they or the runner end.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Client } from '@polyvault/sdk';
import type { NewSecret } from '@polyvault/sdk';

import { CommandLine, until } from '../../../test/support/command-line.ts';
import { startServer } from '../../../test/support/server.ts';
import type { TestServer } from '../../../test/support/server.ts';

const CANARY = 'canary-in-run-51bb';

describe('polyvault run', () => {
  let server: TestServer;
  let client: Client;
  let token: string;
  let cli: CommandLine;
  let outside: string;
  let space = 0;

  before(async () => {
    const password = 'correct horse battery';
    server = await startServer({ bootstrap: { users: [{ username: 'alice', admin: true, password }] } });
    const login = await new Client({ baseUrl: server.base }).login({ username: 'alice', password });
    ({ client } = login);
    ({ token } = login.session);
  });
  after(() => server.close());
  beforeEach(() => {
    space += 1;
    outside = mkdtempSync(join(tmpdir(), 'polyvault-outside-'));
    cli = new CommandLine({
      POLYVAULT_SERVER: server.base,
      POLYVAULT_TOKEN: token,
      POLYVAULT_SPACE: `run/${space}`,
      OUTSIDE: outside,
    });
  });
  afterEach(() => {
    cli.remove();
    rmSync(outside, { recursive: true });
  });

  const put = (secret: Omit<NewSecret, 'space'>) =>
    client.secrets.create({ space: `run/${space}`, ...secret } as NewSecret);
  const home = (path: string): string => join(cli.home, path);
  /** What is in the home folder besides the test's own. */
  const left = (): readonly string[] => readdirSync(cli.home).filter((name) => name !== '.bin');

  test('gives variables and files as they are, with their modes, and passes the exit code on', async () => {
    const odd = '$HOME `id` "q" \\n\nsecond line \u20ac ';
    await put({ name: 'a', value: odd, delivery: { env: 'ODD' } });
    await put({ name: 'b', value: odd, delivery: { file: '~/.keys/deep/b' } });
    await put({ name: 'c', value: '', delivery: { env: 'EMPTY', file: '~/c' } });
    await put({ name: 'd', value: CANARY, delivery: { env: 'OFF', enabled: false } });
    await put({ name: 'e', value: CANARY });
    const script = `env -0 > "$OUTSIDE/env"; cp ~/.keys/deep/b ~/c "$OUTSIDE"
      stat -c '%a %n' ~/.keys ~/.keys/deep ~/.keys/deep/b ~/c; exit 7`;
    const { exitCode, stdout, stderr } = await cli.run(['run', '--', 'sh', '-c', script]);
    assert.equal(stderr, '');
    assert.equal(exitCode, 7);
    const [keys, deep, b, c] = ['.keys', '.keys/deep', '.keys/deep/b', 'c'].map(home);
    assert.equal(stdout, `700 ${keys}\n700 ${deep}\n600 ${b}\n600 ${c}\n`);
    const env = new Map(
      readFileSync(join(outside, 'env'), 'utf8')
        .split('\0')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    assert.equal(env.get('ODD'), odd);
    assert.equal(env.get('EMPTY'), '');
    assert.equal(env.has('OFF'), false);
    assert.equal(env.has('POLYVAULT_TOKEN'), false, 'the token that reads everything stays with the runner');
    assert.equal(readFileSync(join(outside, 'b'), 'utf8'), odd);
    assert.equal(readFileSync(join(outside, 'c'), 'utf8'), '');
    assert.deepEqual(left(), []);
  });

  test('a secret wins over the variable that was there', async () => {
    await put({ name: 'a', value: 'new', delivery: { env: 'WHICH' } });
    const { stdout } = await cli.run(['run', 'sh', '-c', 'echo "$WHICH"'], { env: { WHICH: 'old' } });
    assert.equal(stdout, 'new\n');
  });

  test('a file that was there before comes back as it was', async () => {
    writeFileSync(home('config'), 'before');
    chmodSync(home('config'), 0o640);
    await put({ name: 'a', value: 'secret', delivery: { file: '~/config' } });
    const { stdout } = await cli.run(['run', 'sh', '-c', "cat ~/config; stat -c ' %a' ~/config"]);
    assert.equal(stdout, 'secret 600\n');
    assert.equal(readFileSync(home('config'), 'utf8'), 'before');
    assert.equal(statSync(home('config')).mode & 0o777, 0o640);
    assert.deepEqual(left(), ['config']);
  });

  test('a folder that the child filled stays, without our file', async () => {
    await put({ name: 'a', value: CANARY, delivery: { file: '~/work/key' } });
    await cli.run(['run', 'sh', '-c', 'echo result > ~/work/result']);
    assert.deepEqual(readdirSync(home('work')), ['result']);
  });

  test('two secrets for one file: the later name wins, and it is said', async () => {
    await put({ name: 'b', value: 'second', delivery: { file: home('same') } });
    await put({ name: 'a', value: 'first', delivery: { file: '~/same' } });
    const { stdout, stderr } = await cli.run(['run', 'cat', home('same')]);
    assert.equal(stdout, 'second');
    assert.match(stderr, /a and b mean the same file; b wins/);
    assert.deepEqual(left(), []);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    test(`${signal} reaches the child, and the files go when it has ended`, async () => {
      await put({ name: 'a', value: CANARY, delivery: { file: '~/key' } });
      const trap = `trap 'cat ~/key > "$OUTSIDE/at-the-end"; exit 5' ${signal.slice(3)}`;
      const running = cli.start([
        'run',
        '--',
        'sh',
        '-c',
        `${trap}; echo ready; while :; do sleep 0.05; done`,
      ]);
      await until('the child is ready', () => running.stdout() === 'ready\n');
      running.process.kill(signal);
      const { exitCode } = await running.ended;
      assert.equal(exitCode, 5);
      assert.equal(readFileSync(join(outside, 'at-the-end'), 'utf8'), CANARY);
      assert.deepEqual(left(), []);
    });
  }

  test('kill -9 of the child: the files go, the exit code is 137', async () => {
    await put({ name: 'a', value: CANARY, delivery: { file: '~/deep/key' } });
    const { exitCode, stdout } = await cli.run(['run', '--', 'sh', '-c', 'ls ~/deep; kill -9 $$']);
    assert.equal(stdout, 'key\n');
    assert.equal(exitCode, 137);
    assert.deepEqual(left(), []);
  });

  test('a link out of the root is refused, as a folder and as the file itself, and nothing starts', async () => {
    writeFileSync(join(outside, 'target'), 'untouched');
    symlinkSync(outside, home('folder'));
    symlinkSync(join(outside, 'target'), home('file'));
    symlinkSync(join(outside, 'absent'), home('dangling'));
    const bad = ['~/folder/x', '~/file', '~/dangling', '~/../x', '~/folder/new/x', join(outside, 'x'), '~/'];
    for (const [index, file] of bad.entries()) {
      await put({ name: `s${index}`, value: CANARY, delivery: { file } });
    }
    const { exitCode, stdout, stderr } = await cli.run(['run', '--', 'echo', 'started']);
    assert.equal(exitCode, 125);
    assert.equal(stdout, '');
    for (const file of bad) assert.ok(stderr.includes(`${file} is not written`), `${file}\n${stderr}`);
    assert.ok(!stderr.includes(CANARY));
    assert.deepEqual(readdirSync(outside), ['target']);
    assert.equal(readFileSync(join(outside, 'target'), 'utf8'), 'untouched');
  });

  test('--keep-going starts all the same, with a warning for each', async () => {
    symlinkSync(outside, home('folder'));
    await put({ name: 'a', value: CANARY, delivery: { file: '~/folder/x' } });
    await put({ name: 'b', value: 'fine', delivery: { file: '~/b' } });
    const { exitCode, stdout, stderr } = await cli.run(['run', '--keep-going', '--', 'cat', home('b')]);
    assert.equal(exitCode, 0);
    assert.equal(stdout, 'fine');
    assert.match(stderr, /warning: a: ~\/folder\/x is not written/);
    assert.deepEqual(readdirSync(outside), []);
  });

  test('a link that stays in the root is followed', async () => {
    mkdirSync(home('real'));
    symlinkSync(home('real'), home('link'));
    await put({ name: 'a', value: 'v', delivery: { file: '~/link/a' } });
    const { stdout } = await cli.run(['run', 'cat', home('real/a')]);
    assert.equal(stdout, 'v');
    assert.deepEqual(readdirSync(home('real')), []);
  });

  test('a folder swapped for a link while the child runs leads the cleaning nowhere', async () => {
    writeFileSync(join(outside, 'key'), 'untouched');
    await put({ name: 'a', value: CANARY, delivery: { file: '~/deep/key' } });
    const swap = 'mv ~/deep ~/moved && ln -s "$OUTSIDE" ~/deep';
    const { exitCode, stderr } = await cli.run(['run', '--', 'sh', '-c', swap]);
    assert.equal(exitCode, 0);
    assert.match(stderr, /deep\/key could not be removed/);
    assert.equal(readFileSync(join(outside, 'key'), 'utf8'), 'untouched');
    assert.equal(readFileSync(home('moved/key'), 'utf8'), '', 'what was moved away is empty');
  });

  test('--files-root moves the border, --refuse-files draws one inside', async () => {
    const file = join(outside, 'deep/key');
    await put({ name: 'a', value: 'v', delivery: { file } });
    assert.equal((await cli.run(['run', 'true'])).exitCode, 125);
    const allowed = await cli.run(['run', '--files-root', outside, '--', 'cat', file]);
    assert.equal(allowed.stdout, 'v');
    const refused = await cli.run(['run', '--files-root', '/', '--refuse-files', outside, '--', 'cat', file]);
    assert.equal(refused.exitCode, 125);
    assert.match(refused.stderr, /are refused/);
    assert.deepEqual(readdirSync(outside), []);
  });

  test('a reserved variable, a NUL and several fields are refused', async () => {
    await put({ name: 'a', value: CANARY, delivery: { env: 'LD_PRELOAD' } });
    await put({ name: 'b', value: `${CANARY}\0`, delivery: { env: 'NUL' } });
    await put({ name: 'c', fields: { x: CANARY, y: CANARY }, delivery: { env: 'BOTH' } });
    const { exitCode, stdout, stderr } = await cli.run(['run', 'echo', 'started']);
    assert.equal(exitCode, 125);
    assert.equal(stdout, '');
    for (const problem of ['a: variables that start with LD_', 'b: a variable cannot', 'c: it has several']) {
      assert.ok(stderr.includes(problem), stderr);
    }
    assert.ok(!stderr.includes(CANARY));
  });

  test('what cannot be started leaves no file: 127, 126', async () => {
    await put({ name: 'a', value: CANARY, delivery: { file: '~/key', env: 'KEY' } });
    writeFileSync(home('data'), 'no program');
    const missing = await cli.run(['run', '--', 'no-such-command-here']);
    const data = await cli.run(['run', '--', home('data')]);
    assert.deepEqual([missing.exitCode, data.exitCode], [127, 126]);
    assert.ok(!(missing.stderr + data.stderr).includes(CANARY));
    assert.deepEqual(left(), ['data']);
  });

  test('without the values nothing starts: no server, a bad token, no right, no space', async () => {
    const none = await cli.run(['--server', 'http://127.0.0.1:1', 'run', 'echo', 'x']);
    const token401 = await cli.run(['run', 'echo', 'x'], { env: { POLYVAULT_TOKEN: 'pvt1' } });
    const space400 = await cli.run(['run', '--space', '../up', 'echo', 'x']);
    for (const outcome of [none, token401, space400]) {
      assert.equal(outcome.exitCode, 125, outcome.stderr);
      assert.equal(outcome.stdout, '');
      assert.match(outcome.stderr, /^error: /);
    }
  });

  test('says so when nothing is delivered: no secret, or none that asks for it', async () => {
    const empty = await cli.run(['run', 'echo', 'x']);
    assert.match(empty.stderr, /^warning: There are no secrets in run\/\d+\.\n$/);
    await put({ name: 'KEY', value: CANARY });
    const silent = await cli.run(['run', 'echo', 'x']);
    assert.match(silent.stderr, /^warning: No secret of run\/\d+ is delivered/);
    assert.deepEqual([empty.stdout, empty.exitCode, silent.stdout, silent.exitCode], ['x\n', 0, 'x\n', 0]);
    await put({ name: 'OTHER', value: CANARY, delivery: { env: 'OTHER' } });
    assert.equal((await cli.run(['run', 'echo', 'x'])).stderr, '');
  });

  test('the child has stdin, and its arguments are its own', async () => {
    const { stdout } = await cli.run(['run', 'cat', '-'], { stdin: 'through' });
    assert.equal(stdout, 'through');
    const options = await cli.run(['run', 'printf', '%s ', '--json', '--help']);
    assert.equal(options.stdout, '--json --help ');
    assert.ok(!existsSync(home('.config')), 'run keeps nothing');
  });
});
