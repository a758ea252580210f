// The doctor on a real server: all well, a row edited by hand, files that others can read, and nobody at home.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { CommandLine } from '../../../test/support/command-line.ts';
import { startServer } from '../../../test/support/server.ts';
import { tamperWith } from '../../../test/support/tamper.ts';
import { checkSqlite, judgeCoreLimit } from '../doctor/host-checks.ts';
import { checkClock, judgeIntegrity } from '../doctor/server-checks.ts';
import type { Finding } from '../doctor/finding.ts';

const PASSWORD = 'correct horse battery';

test('a server that is well, one with an edited row, and open files', async () => {
  const server = await startServer({
    bootstrap: { users: [{ username: 'alice', password: PASSWORD, admin: true }] },
  });
  const cli = new CommandLine({ POLYVAULT_SERVER: server.base });
  const doctor = async () => {
    const { exitCode, stdout, stderr } = await cli.run(['--json', 'doctor', '--data-dir', server.dataDir]);
    assert.ok(!stderr.includes('Unexpected'), stderr);
    const findings = JSON.parse(stdout) as readonly Finding[];
    const of = (check: string) => findings.filter((one) => one.check === check);
    return { exitCode, states: findings.map(({ state }) => state), of };
  };
  try {
    const signedOut = await doctor();
    assert.equal(signedOut.exitCode, 0);
    assert.equal(signedOut.of('server')[0]?.state, 'ok');
    assert.equal(signedOut.of('integrity')[0]?.state, 'skip');
    await cli.run(['login', 'alice', '--password-stdin'], { stdin: PASSWORD });
    chmodSync(server.dataDir, 0o700);
    const well = await doctor();
    assert.deepEqual(
      well.of('integrity').map(({ state }) => state),
      ['ok'],
    );
    for (const check of ['data folder', 'database', 'key file', 'clock', 'SQLite']) {
      assert.deepEqual(
        well.of(check).map(({ state }) => state),
        ['ok'],
        check,
      );
    }
    assert.equal(well.exitCode, 0);
    const forged = "INSERT INTO roles VALUES ('forged', '[\"read\"]', 0, 0, 1, 1, x'00')";
    assert.equal(tamperWith(join(server.dataDir, 'polyvault.db'), forged), 1);
    await server.scrubber.round();
    chmodSync(join(server.dataDir, 'root.key'), 0o640);
    const ill = await doctor();
    assert.equal(ill.exitCode, 1);
    assert.match(ill.of('integrity')[0]?.message ?? '', /row of roles does not verify \(mac\): forged/);
    assert.match(ill.of('key file')[0]?.message ?? '', /mode 0640/);
  } finally {
    cli.remove();
    await server.close();
  }
});

test('a server that does not answer', async () => {
  const cli = new CommandLine({ POLYVAULT_SERVER: 'http://127.0.0.1:9' });
  try {
    const { exitCode, stdout } = await cli.run(['doctor']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /fail +server +nothing answers/);
  } finally {
    cli.remove();
  }
});

test('what the checks make of what they see', () => {
  assert.equal(checkClock(100_000, 101_500).state, 'ok');
  assert.equal(checkClock(100_000, 110_000).state, 'warn');
  assert.equal(checkClock(100_000, 200_000).state, 'fail');
  assert.equal(checkClock(Number.NaN, 0).state, 'skip');
  assert.equal(checkSqlite('3.51.2').state, 'fail');
  assert.equal(checkSqlite('3.51.3').state, 'ok');
  assert.equal(checkSqlite('4.0.0').state, 'ok');
  assert.equal(checkSqlite(undefined).state, 'fail');
  assert.equal(judgeCoreLimit('Max core file size        0        unlimited   bytes').state, 'ok');
  assert.equal(judgeCoreLimit('Max core file size        unlimited unlimited  bytes').state, 'warn');
  const day = 24 * 60 * 60 * 1000;
  const at = (ms: number) => new Date(ms).toISOString();
  const report = { visited: 0, visitedBefore: 7, found: 0, findings: [] };
  const judged = (startedAt: string | null, completedAt: string | null) =>
    judgeIntegrity({ ...report, startedAt, completedAt }, 2 * day).map(({ state }) => state);
  assert.deepEqual(judged(null, null), ['ok']);
  assert.deepEqual(judged(at(1), null), ['warn']);
  assert.deepEqual(judged(at(day + 1), at(day + 2)), ['ok']);
  assert.deepEqual(judged(at(0), at(1)), ['warn']);
});
