// Settings: a flag beats its variable, a variable beats the default, and what is wrong is refused by both names.
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { AppError } from '../base/errors.ts';
import { helpText, readSettings, wantsHelp } from './settings.ts';

const NAMES = ['fandogh', 'appgate', 'olares', 'coder'] as const;

test('the defaults are those that others rely on', () => {
  const settings = readSettings([], {});
  assert.equal(settings.host, '127.0.0.1');
  assert.equal(settings.port, 7400);
  assert.equal(settings.dataDir, resolve('.polyvault'));
  assert.equal(settings.databasePath, resolve('.polyvault/polyvault.db'));
  assert.equal(settings.keyFile, null);
  assert.equal(settings.bootstrapFile, null);
  assert.equal(settings.logLevel, 'info');
  assert.equal(settings.allowPlainHttp, false);
  const { dialects } = settings;
  assert.deepEqual(
    NAMES.map((name) => dialects[name].enabled),
    [true, true, true, true],
  );
  assert.deepEqual(
    NAMES.map((name) => dialects[name].space),
    ['fandogh/{namespace}', 'appgate', 'olares/{user}/{workspace}/{env}', 'coder/{user_id}'],
  );
});

test('a flag beats its variable, which beats the default', () => {
  const env = { POLYVAULT_PORT: '1', POLYVAULT_LOG_LEVEL: 'warn' };
  assert.deepEqual(
    [
      readSettings([], env).port,
      readSettings(['--port=2'], env).port,
      readSettings(['--port', '0'], env).port,
    ],
    [1, 2, 0],
  );
  assert.equal(readSettings(['--port=2'], env).logLevel, 'warn');
  assert.equal(readSettings(['--port=1', '--port=3'], {}).port, 3);
});

test('paths are made absolute, and the data folder carries the others', () => {
  const settings = readSettings(['--data-dir=/data', '--key-file=keys/a', '--bootstrap=b.json'], {});
  assert.equal(settings.databasePath, '/data/polyvault.db');
  assert.equal(settings.keyFile, resolve('keys/a'));
  assert.equal(settings.bootstrapFile, resolve('b.json'));
  assert.equal(readSettings(['--database-url=sqlite:x/y.db'], {}).databasePath, resolve('x/y.db'));
  assert.equal(readSettings(['--database-url=sqlite:/x/y.db'], {}).databasePath, '/x/y.db');
});

test('dialects are those that are named, and none for the empty text', () => {
  const enabled = (value: string) => {
    const { dialects } = readSettings([`--dialects=${value}`], {});
    return NAMES.filter((name) => dialects[name].enabled);
  };
  assert.deepEqual(enabled('coder, fandogh'), ['fandogh', 'coder']);
  assert.deepEqual(enabled(''), []);
});

const WRONG: readonly [string, string, readonly string[]][] = [
  ['POLYVAULT_PORT', 'port', ['', 'x', '-1', '65536', '1.5', '1e3', ' 1', '0x10', '99999999999']],
  ['POLYVAULT_LOG_LEVEL', 'log-level', ['', 'INFO', 'verbose']],
  ['POLYVAULT_ALLOW_PLAIN_HTTP', 'allow-plain-http', ['', 'yes', '1', 'TRUE']],
  ['POLYVAULT_DIALECTS', 'dialects', ['codr', 'coder;olares', 'native']],
  ['POLYVAULT_NODE', 'node', ['', 'A', 'a b', '-a', 'a/b', 'x'.repeat(64)]],
  ['POLYVAULT_DATABASE_URL', 'database-url', ['mysql://x', 'x.db', '/x.db', 'SQLITE:x']],
  ['POLYVAULT_APPGATE_ADVERTISED_MAX', 'appgate-advertised-max', ['', '19', '26', 'x']],
  ['POLYVAULT_APPGATE_RANGE', 'appgate-range', ['', 'open']],
  ['POLYVAULT_APPGATE_RENAME_CONFLICT', 'appgate-rename-conflict', ['', '400']],
  ['POLYVAULT_OLARES_GATEWAY_MODE', 'olares-gateway-mode', ['', 'both']],
  ['POLYVAULT_OLARES_DIRECT_MODE', 'olares-direct-mode', ['', 'both']],
  ['POLYVAULT_CODER_TARGET_RULE', 'coder-target-rule', ['', 'new']],
  ['POLYVAULT_CODER_FILE_DELIVERY', 'coder-file-delivery', ['', 'no']],
];

for (const [variable, flag, values] of WRONG) {
  test(`${variable}: what is wrong is refused by name`, () => {
    for (const value of values) {
      for (const read of [
        () => readSettings([], { [variable]: value }),
        () => readSettings([`--${flag}=${value}`], {}),
      ]) {
        assert.throws(read, (error) => {
          assert.ok(error instanceof AppError);
          assert.equal(error.code, 'invalid-input');
          assert.ok(error.message.startsWith(`${variable} (--${flag}) must `), error.message);
          return true;
        });
      }
    }
  });
}

test('flags that are unknown, without a value or no flags at all are refused', () => {
  for (const args of [['--prot=1'], ['--port'], ['7400'], ['-p', '1'], ['--no-port'], ['--']]) {
    const refused = () => readSettings(args, {});
    if (args[0] === '--') refused();
    else
      assert.throws(
        refused,
        (error) => error instanceof AppError && /--help for the list/.test(error.message),
      );
  }
});

test('the help names every variable, its flag and its default', () => {
  assert.ok(wantsHelp(['--port=1', '--help']) && wantsHelp(['-h']));
  assert.ok(!wantsHelp([]) && !wantsHelp(['--data-dir=--help']));
  const text = helpText();
  for (const [variable, flag] of WRONG) {
    assert.ok(text.includes(`--${flag} `) && text.includes(`${variable}\n`), variable);
  }
  assert.match(text, /--port +port to listen on; 0 picks a free one \(7400\)/);
});
