// Pastes the README's first five minutes into a shell, against a fresh server: every `# prints:` line must hold
// for the command before it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { startServer } from '../support/server.ts';

const run = promisify(execFile);
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The shell blocks of one section, in order. */
function blocks(section: string): readonly string[] {
  const text = readme.split(/^## /m).find((part) => part.startsWith(section)) ?? '';
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}

/** The script with a mark behind each command that has an expectation, and those expectations. */
function withMarks(script: string) {
  const expected: string[] = [];
  const marked = script.replace(/^# prints: (.*)$/gm, (_line, text: string) => {
    expected.push(text);
    return `echo "@@${expected.length}@@"`;
  });
  return { marked, expected };
}

test('the README starts with the two commands', () => {
  const all = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]);
  assert.deepEqual(all.slice(0, 2), ['npm ci && npm start\n', 'npm ci && npm test\n']);
});

test('the first five minutes print what they say', async (context) => {
  const curl = await run('curl', ['--version']).catch(() => null);
  if (curl === null) {
    context.skip('curl is not installed');
    return;
  }
  const server = await startServer();
  try {
    const script = blocks('The first five minutes')
      .join('\n')
      .replace('http://127.0.0.1:7400', server.base)
      .replace("'the one-time password'", `'${server.adminPassword ?? ''}'`);
    const { marked, expected } = withMarks(script);
    assert.ok(expected.length > 10, 'the section has its expectations');
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', marked]);
    const outputs = stdout.split(/@@\d+@@\n/);
    for (const [index, text] of expected.entries()) {
      assert.ok(outputs[index]?.includes(text), `expected ${text}\nprinted  ${outputs[index] ?? ''}`);
    }
  } finally {
    await server.close();
  }
});
