// The settings of the audit log: a switch that may stand alone, and addresses that are whole or refused by name.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { AppError } from '../base/errors.ts';
import { readSettings } from './settings.ts';

const read = (...args: string[]) => readSettings(args, {});

test('--accept-rollback stands alone, or with true or false; the variable says the same', () => {
  assert.equal(read().acceptRollback, false);
  assert.equal(read('--accept-rollback').acceptRollback, true);
  assert.equal(read('--accept-rollback', '--port', '1').acceptRollback, true);
  assert.equal(read('--accept-rollback', 'true').acceptRollback, true);
  assert.equal(read('--accept-rollback', 'false').acceptRollback, false);
  assert.equal(readSettings([], { POLYVAULT_ACCEPT_ROLLBACK: 'true' }).acceptRollback, true);
  assert.throws(() => readSettings([], { POLYVAULT_ACCEPT_ROLLBACK: 'yes' }), AppError);
});

test('addresses of sinks', () => {
  assert.equal(read().auditHttp, null);
  assert.equal(read('--audit-http', 'https://log.example.com/in').auditHttp, 'https://log.example.com/in');
  assert.deepEqual(read('--audit-syslog', 'udp://[::1]:514').auditSyslog, {
    transport: 'udp',
    host: '::1',
    port: 514,
  });
  for (const [flag, value] of [
    ['--audit-http', 'file:///tmp/x'],
    ['--audit-http', 'https://user:password@log.example.com/'],
    ['--audit-http', 'log.example.com'],
    ['--audit-syslog', 'log.example.com:514'],
    ['--audit-syslog', 'tcp://log.example.com'],
    ['--audit-syslog', 'tcp://log.example.com:0'],
    ['--audit-syslog', 'tcp://log.example.com:70000'],
  ] as const) {
    assert.throws(
      () => read(flag, value),
      (error) => error instanceof AppError && error.message.includes(flag) && !error.message.includes(value),
      `${flag} ${value}`,
    );
  }
});
