// Pastes the guide "from nothing to first secret" into a fresh shell in an empty folder: every `# prints:` line must hold
// for the command before it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { CommandLine } from '../support/command-line.ts';

const guide = readFileSync(new URL('../../docs/first-secret.md', import.meta.url), 'utf8');

test('the guide works as it stands, and leaves no server behind', async () => {
  const expected: string[] = [];
  const script = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .map((match) => match[1] ?? '')
    .join('')
    .replace(/^# prints: (.*)$/gm, (_line, text: string) => {
      expected.push(text);
      return `echo "@@${expected.length}@@"`;
    });
  assert.ok(expected.length > 12, 'the guide has its expectations');
  // Any free port: the guide's own may be taken here.
  const cli = new CommandLine({ POLYVAULT_PORT: '0' });
  try {
    // The second start has to be where the login is; a fixed port does that for a reader.
    const pinned = script.replace(
      /polyvault down\n/,
      'export POLYVAULT_PORT="$(polyvault whoami | sed "s/.*://")"\npolyvault down\n',
    );
    const { stdout, stderr, exitCode } = await cli.shell(`set -eu\n${pinned}`);
    assert.equal(exitCode, 0, `${stdout}\n${stderr}`);
    const outputs = stdout.split(/@@\d+@@\n/);
    for (const [index, text] of expected.entries()) {
      assert.ok(outputs[index]?.includes(text), `expected ${text}\nprinted  ${outputs[index] ?? ''}`);
    }
  } finally {
    await cli.run(['down']);
    cli.remove();
  }
});
