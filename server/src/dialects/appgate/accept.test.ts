import assert from 'node:assert/strict';
import { test } from 'node:test';

import { negotiate } from './accept.ts';

const WINDOW = { minVersion: 20, maxVersion: 25, advertisedMin: 20, advertisedMax: 24 };
const accept = (version: number | string) => `application/vnd.appgate.peer-v${version}+json`;

test('every version of the window is accepted, in any case and with parameters', () => {
  for (const version of [20, 21, 22, 23, 24, 25]) {
    assert.deepEqual(negotiate(accept(version), WINDOW), { accepted: true, peer: version });
  }
  assert.deepEqual(negotiate('Application/VND.appgate.Peer-v23+JSON; q=1', WINDOW), {
    accepted: true,
    peer: 23,
  });
  assert.deepEqual(negotiate(`*/*, ${accept(5)}, ${accept(21)}`, WINDOW), { accepted: true, peer: 21 });
});

test('everything else is not acceptable, with all four members', () => {
  const refused = [
    undefined,
    '',
    '*/*',
    'application/json',
    accept(19),
    accept(26),
    accept(''),
    accept('23.1'),
    accept('-23'),
    accept('00000000000023'),
    'application/vnd.appgate.peer-v23+gpg',
    'application/vnd.appgate.peer-v23',
  ];
  for (const header of refused) {
    assert.deepEqual(negotiate(header, WINDOW), {
      accepted: false,
      body: {
        id: 'not acceptable',
        message: `Invalid 'Accept' header. Current version: ${accept(24)}, Received: ${header ?? ''}`,
        minSupportedVersion: 20,
        maxSupportedVersion: 24,
      },
    });
  }
});

test('a long header is not repeated whole', () => {
  const outcome = negotiate('x'.repeat(10_000), WINDOW);
  assert.ok(!outcome.accepted && outcome.body.message.length < 400);
});

test('a narrower window serves and tells only itself', () => {
  const window = { minVersion: 22, maxVersion: 23, advertisedMin: 22, advertisedMax: 23 };
  assert.deepEqual(negotiate(accept(22), window), { accepted: true, peer: 22 });
  for (const version of [21, 24]) {
    const outcome = negotiate(accept(version), window);
    assert.ok(!outcome.accepted);
    assert.equal(outcome.body.minSupportedVersion, 22);
    assert.equal(outcome.body.maxSupportedVersion, 23);
    assert.ok(outcome.body.message.includes(accept(23)));
  }
});
