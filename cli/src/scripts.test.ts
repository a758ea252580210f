// Plays the text scripts of cli/scripts: what each line prints, how it ends, and that no value shows unasked.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';

import { CommandLine } from '../../test/support/command-line.ts';
import { startServer } from '../../test/support/server.ts';

const PASSWORD = 'correct horse battery';
const CANARY = 'canary-value-7c1f';
const folder = join(import.meta.dirname, '../scripts');
const scripts = globSync('*.txt', { cwd: folder }).sort();

interface Step {
  readonly line: string;
  readonly at: number;
  readonly stdout: string[];
  readonly stderr: string[];
  exitCode: number;
  mayShow: boolean;
}

function parse(text: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('# ')) continue;
    const rest = line.slice(2);
    if (line.startsWith('$ ')) {
      steps.push({ line: rest, at: index + 1, stdout: [], stderr: [], exitCode: 0, mayShow: false });
      continue;
    }
    const step = steps.at(-1);
    assert.ok(step !== undefined, `line ${index + 1} has no command before it`);
    if (/^\|( |$)/.test(line)) step.stdout.push(rest);
    else if (/^!( |$)/.test(line)) step.stderr.push(rest);
    else if (line === 'may show') step.mayShow = true;
    else if (/^exit \d+$/.test(line)) step.exitCode = Number(line.slice(5));
    else assert.fail(`line ${index + 1} is none of a script's`);
  }
  return steps;
}

function matches(expected: readonly string[], printed: string): boolean {
  const parts = expected.join('\n').split('...');
  const pattern = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('.*');
  return new RegExp(`^${pattern}$`).test(printed.replace(/\n$/, ''));
}

test('there are scripts', () => assert.ok(scripts.length > 2));

for (const script of scripts) {
  test(basename(script, '.txt'), async () => {
    const user = { password: PASSWORD };
    const server = await startServer({
      bootstrap: {
        users: [
          { username: 'alice', admin: true, ...user },
          { username: 'bob', ...user },
        ],
      },
    });
    const cli = new CommandLine({ POLYVAULT_SERVER: server.base, PASSWORD, CANARY });
    try {
      for (const step of parse(readFileSync(join(folder, script), 'utf8'))) {
        const { stdout, stderr, exitCode } = await cli.shell(step.line);
        const where = `${script}:${step.at}: ${step.line}`;
        const shown = `${where}\nstdout: ${stdout}\nstderr: ${stderr}`;
        if (!step.mayShow) assert.ok(!(stdout + stderr).includes(CANARY), `${where} shows the value`);
        assert.equal(exitCode, step.exitCode, shown);
        assert.ok(matches(step.stdout, stdout), shown);
        assert.ok(matches(step.stderr, stderr), shown);
      }
      assert.ok(!server.logs().includes(CANARY), 'the value is in the log');
    } finally {
      await server.close();
      cli.remove();
    }
  });
}
