// What is different on a terminal: prompts that do not show what is typed, values on the screen, colour. And what
// never reaches it: control characters of somebody else.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '@polyvault/sdk';

import { CommandLine, until } from '../../test/support/command-line.ts';
import { startServer } from '../../test/support/server.ts';
import type { TestServer } from '../../test/support/server.ts';
import { printable, table } from './terminal.ts';

const password = 'correct horse battery';
const CANARY = 'typed-canary-40ad';
const run = promisify(execFile);
const skip = await run('script', ['--version']).then(
  () => false as const,
  () => 'script(1) is not installed',
);

describe('on a terminal', { skip }, () => {
  let server: TestServer;
  let cli: CommandLine;
  let client: Client;
  before(async () => {
    server = await startServer({ bootstrap: { users: [{ username: 'alice', admin: true, password }] } });
    const login = await new Client({ baseUrl: server.base }).login({ username: 'alice', password });
    ({ client } = login);
    cli = new CommandLine({
      POLYVAULT_SERVER: server.base,
      POLYVAULT_TOKEN: login.session.token,
      POLYVAULT_SPACE: 'apps',
      TERM: 'xterm',
    });
  });
  after(async () => {
    await server.close();
    cli.remove();
  });

  test('a value is asked for without showing it, with corrections', async () => {
    const running = cli.startInTerminal('polyvault set KEY');
    await until('it asks', () => running.stdout().includes('Value: '));
    running.process.stdin?.write(`${CANARY}xx\u007f\u007f\r`);
    const { stdout, exitCode } = await running.ended;
    assert.equal(exitCode, 0, stdout);
    assert.ok(!stdout.includes(CANARY));
    assert.match(stdout, /Created KEY in apps/);
    assert.equal((await client.secrets.get({ space: 'apps', name: 'KEY' })).fields['value'], CANARY);
  });

  test('Ctrl-C at the question gives up', async () => {
    const running = cli.startInTerminal('polyvault set OTHER');
    await until('it asks', () => running.stdout().includes('Value: '));
    running.process.stdin?.write('\u0003');
    const { stdout, exitCode } = await running.ended;
    assert.equal(exitCode, 1);
    assert.match(stdout, /Given up/);
  });

  test('several questions, one after the other', async () => {
    const running = cli.startInTerminal('polyvault password');
    const answers = {
      'Current password': password,
      'New password': 'one thing',
      'New password again': 'another',
    };
    for (const [question, answer] of Object.entries(answers)) {
      await until(`it asks for ${question}`, () => running.stdout().includes(`${question}: `));
      running.process.stdin?.write(`${answer}\r`);
    }
    const { stdout, exitCode } = await running.ended;
    assert.equal(exitCode, 2);
    assert.match(stdout, /not the same; nothing was changed/);
    for (const answer of Object.values(answers)) assert.ok(!stdout.includes(answer));
  });

  test('get shows a value, and rm asks', async () => {
    await client.secrets.put({ space: 'apps', name: 'SHOWN' }, { value: CANARY });
    const get = await cli.startInTerminal('polyvault get SHOWN').ended;
    assert.equal(get.stdout, `${CANARY}\r\n`);
    const rm = cli.startInTerminal('polyvault rm SHOWN');
    await until('it asks', () => rm.stdout().includes('[y/N]'));
    rm.process.stdin?.write('n\r');
    assert.equal((await rm.ended).exitCode, 1);
    assert.match(rm.stdout(), /Nothing was deleted/);
  });

  test('an error has colour here, and none for NO_COLOR', async () => {
    const coloured = await cli.startInTerminal('polyvault frobnicate').ended;
    assert.match(coloured.stdout, /\u001b\[31merror:/);
    const plain = await cli.startInTerminal('polyvault frobnicate', { env: { NO_COLOR: '1' } }).ended;
    assert.match(plain.stdout, /^error:/);
  });

  test('a command gets the terminal, and Ctrl-C once', async () => {
    const script =
      "trap 'echo int' INT; tty -s && echo tty; for i in 1 2 3 4 5 6; do sleep 0.1; done; echo end";
    const running = cli.startInTerminal(`polyvault run -- sh -c "${script}"`);
    await until('it runs', () => running.stdout().includes('tty'));
    running.process.stdin?.write('\u0003');
    const { stdout } = await running.ended;
    assert.equal(stdout.match(/int/g)?.length, 1, stdout);
    assert.match(stdout, /end/);
  });
});

test('control and direction characters of others do not reach the terminal', () => {
  assert.equal(printable('a\u001b[31m\nb\u202ec\u0085'), 'a\ufffd[31m\ufffdb\ufffdc\ufffd');
  assert.equal(printable('ünïcode 🔑'), 'ünïcode 🔑');
  assert.equal(
    table(
      ['A', 'B'],
      [
        ['1\u001b', 'x'],
        ['22', ''],
      ],
    ),
    'A   B\n1\ufffd  x\n22',
  );
});
