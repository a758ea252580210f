// Proves that networks hold what they should and nothing else, in both families and however an address is spelled.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { networkAround, networkCovers, parseIpAddress, parseIpNetwork } from './ip-network.ts';

function covers(network: string, address: string): boolean {
  const parsed = parseIpNetwork(network);
  const peer = parseIpAddress(address);
  assert.ok(parsed !== null && peer !== null, `${network} ${address}`);
  return networkCovers(parsed, peer);
}

test('a network holds its first and its last address and not the ones beside them', () => {
  const table: readonly (readonly [
    network: string,
    inside: readonly string[],
    outside: readonly string[],
  ])[] = [
    [
      '10.1.2.0/24',
      ['10.1.2.0', '10.1.2.255', '::ffff:10.1.2.7', '::ffff:a01:207'],
      ['10.1.1.255', '10.1.3.0'],
    ],
    ['192.0.2.7', ['192.0.2.7', '::ffff:192.0.2.7'], ['192.0.2.6', '192.0.2.8', '::c000:207']],
    ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255'], ['::1', '2001:db8::1']],
    ['::/0', ['::1', '2001:db8::1'], ['127.0.0.1', '::ffff:127.0.0.1']],
    ['::ffff:10.0.0.0/104', ['10.255.0.1'], ['11.0.0.0', '::a00:1']],
    [
      '2001:db8::/33',
      ['2001:db8::', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff'],
      ['2001:db8:8000::', '2001:db7::'],
    ],
    ['fe80::1/128', ['fe80::1', 'fe80::1%eth0', 'FE80:0:0::0001'], ['fe80::2']],
    ['10.0.0.1/32', ['10.0.0.1'], ['10.0.0.2']],
  ];
  for (const [network, inside, outside] of table) {
    for (const address of inside) assert.equal(covers(network, address), true, `${network} ${address}`);
    for (const address of outside) assert.equal(covers(network, address), false, `${network} ${address}`);
  }
});

test('what is not a network is none', () => {
  for (const text of [
    '',
    '10.0.0.0/33',
    '10.0.0.1/24',
    '10.0.0/24',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '::/129',
    'x',
    '010.0.0.1',
    '::ffff:10.0.0.0/90',
    '10.0.0.0/24 ',
    'fe80::1%eth0/64',
    '1.2.3.4,5.6.7.8',
    '2001:db8::1/64',
  ]) {
    assert.equal(parseIpNetwork(text), null, text);
  }
});

test('a network covers the smaller ones in it', () => {
  const parse = (text: string) => {
    const network = parseIpNetwork(text);
    assert.ok(network !== null);
    return network;
  };
  assert.equal(networkCovers(parse('10.0.0.0/8'), parse('10.9.0.0/16')), true);
  assert.equal(networkCovers(parse('10.9.0.0/16'), parse('10.0.0.0/8')), false);
  assert.equal(networkCovers(parse('10.0.0.0/8'), parse('11.0.0.0/16')), false);
});

test('the network around an address is one text for all that share it', () => {
  const around = (text: string) => {
    const address = parseIpAddress(text);
    assert.ok(address !== null);
    return networkAround(address, { 4: 32, 6: 64 });
  };
  assert.equal(around('192.0.2.7'), '192.0.2.7');
  assert.equal(around('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(around('2001:db8:0:1::1'), '2001:db8:0:1:0:0:0:0/64');
  assert.equal(around('2001:db8:0:1:ffff::'), around('2001:db8:0:1::9'));
  assert.notEqual(around('2001:db8:0:2::1'), around('2001:db8:0:1::1'));
});
