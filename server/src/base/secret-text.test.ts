// A SecretText shows its value through reveal() and through nothing else that prints, joins, copies or serializes.
import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { pino } from 'pino';

import { SecretText } from './secret-text.ts';

const VALUE = 'correct-horse-battery';
const secret = new SecretText(VALUE);
/** As code without types would take it. */
const asText = secret as unknown as string;

function collect(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}

test('reveal gives the value, whatever it is', () => {
  for (const value of ['', VALUE, '[secret]', '\0\u{1f511}\ud800']) {
    assert.equal(new SecretText(value).reveal(), value);
  }
});

const WAYS: Readonly<Record<string, () => string>> = {
  String: () => String(secret),
  template: () => `a ${asText}`,
  concatenation: () => 'a' + asText,
  'array join': () => [secret, [secret]].join(),
  toString: () => secret.toString(),
  toLocaleString: () => asText.toLocaleString(),
  'JSON, nested': () => JSON.stringify({ a: [secret], b: new Map([['c', secret]]), secret }),
  inspect: () => inspect(secret),
  'inspect with everything': () =>
    inspect({ secret }, { showHidden: true, depth: null, customInspect: true, getters: true }),
  'inspect without custom code': () => inspect(secret, { showHidden: true, customInspect: false }),
  format: () => format('%s %o %O %j %d %i', secret, secret, secret, secret, secret, secret),
  console: () => {
    const { stream, text } = collect();
    const own = new Console({ stdout: stream });
    own.log(secret, { secret });
    own.dir({ secret }, { showHidden: true });
    own.table([{ secret }]);
    return text();
  },
  logger: () => {
    const { stream, text } = collect();
    const logger = pino({}, stream);
    logger.info({ secret, err: new Error('x', { cause: secret }) }, 'message %s', secret);
    logger.error(secret);
    return text();
  },
  'an error about it': () => inspect(new TypeError(`bad ${asText}`, { cause: secret })),
  'own properties': () => inspect(Reflect.ownKeys(secret)) + JSON.stringify(Object.entries(secret)),
  copies: () => inspect([{ ...(secret as object) }, structuredClone(secret), Object.assign({}, secret)]),
  serialization: () => serialize({ secret }).toString('latin1'),
};

for (const [way, show] of Object.entries(WAYS)) {
  test(`it does not show itself through ${way}`, () => {
    const shown = show();
    assert.ok(shown.length > 0);
    assert.ok(!shown.includes(VALUE));
  });
}

test('it says that something is hidden', () => {
  assert.equal(String(secret), '[secret]');
  assert.equal(JSON.stringify({ secret }), '{"secret":"[secret]"}');
  assert.equal(inspect({ secret }), '{ secret: [secret] }');
});
