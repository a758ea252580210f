// `polyvault audit verify` as an auditor uses it: files, a key, no server; and what it says of a falsified log.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client } from '@polyvault/sdk';

import { CommandLine } from '../../../test/support/command-line.ts';
import { startServer } from '../../../test/support/server.ts';

describe('polyvault audit verify', () => {
  const cli = new CommandLine();
  const file = (name: string): string => join(cli.home, name);

  before(async () => {
    const password = 'correct horse battery';
    const server = await startServer({
      bootstrap: { users: [{ username: 'alice', admin: true, password }] },
    });
    const { session } = await new Client({ baseUrl: server.base }).login({ username: 'alice', password });
    const save = async (path: string, name: string): Promise<void> => {
      const answer = await fetch(`${server.base}/pv/v1/audit/${path}`, {
        headers: { authorization: `Bearer ${session.token}` },
      });
      writeFileSync(file(name), await answer.text());
    };
    await save('key', 'audit.key');
    await save('checkpoint', 'old.txt');
    for (let count = 0; count < 5; count += 1) await save('checkpoint', 'new.txt');
    await save('export', 'log.jsonl');
    await server.close();
  });
  after(() => cli.remove());

  test('a good log verifies, with the key as a file or as text, from a file or from standard input', async () => {
    const key = readFileSync(file('audit.key'), 'utf8').trim();
    const log = readFileSync(file('log.jsonl'), 'utf8');
    for (const outcome of [
      await cli.run(['audit', 'verify', 'log.jsonl', '--key', 'audit.key', '--checkpoint', 'old.txt']),
      await cli.run(['audit', 'verify', '-', '--key', key], { stdin: log }),
    ]) {
      assert.equal(outcome.exitCode, 0, outcome.stderr);
      assert.match(outcome.stdout, /verifies: \d+ events, up to the checkpoint of \d+/);
    }
  });

  test('a changed event is named, and the exit code says so; the report is there as JSON too', async () => {
    const lines = readFileSync(file('log.jsonl'), 'utf8').split('\n');
    lines[4] = (lines[4] ?? '').replace('"outcome":"ok"', '"outcome":"no"');
    writeFileSync(file('changed.jsonl'), lines.join('\n'));
    const { exitCode, stdout } = await cli.run(['audit', 'verify', 'changed.jsonl', '--key', 'audit.key']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /line 5: event 4 was changed/);
    const json = await cli.run(['--json', 'audit', 'verify', 'changed.jsonl', '--key', 'audit.key']);
    const report = JSON.parse(json.stdout) as { ok: boolean; problems: { event: number }[] };
    assert.deepEqual([report.ok, report.problems[0]?.event], [false, 4]);
  });

  test('a log that ends before a checkpoint that was seen is too short', async () => {
    const { exitCode, stdout } = await cli.run([
      'audit',
      'verify',
      'log.jsonl',
      '--key',
      'audit.key',
      '--checkpoint',
      'new.txt',
    ]);
    assert.equal(exitCode, 0, stdout);
    const whole = readFileSync(file('log.jsonl'), 'utf8').split('\n');
    writeFileSync(file('short.jsonl'), whole.slice(0, 4).join('\n'));
    const short = await cli.run(['audit', 'verify', 'short.jsonl', '--key', 'audit.key']);
    assert.equal(short.exitCode, 1);
    assert.match(short.stdout, /ends behind event 3 without a checkpoint/);
  });

  test('a key, a checkpoint or a file that is none is a wrong use', async () => {
    for (const args of [
      ['log.jsonl', '--key', 'nonsense'],
      ['log.jsonl', '--key', 'audit.key', '--checkpoint', 'audit.key'],
      ['nothing.jsonl', '--key', 'audit.key'],
    ]) {
      const { exitCode, stderr } = await cli.run(['audit', 'verify', ...args]);
      assert.equal(exitCode, 2, stderr);
      assert.ok(stderr.length > 10);
    }
  });
});
