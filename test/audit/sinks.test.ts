// Proves that events reach real HTTP and syslog servers, in order and complete, also after the server was away, and that
// a sink which is away or slow holds up no request.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { systemClock } from '../../server/src/base/clock.ts';
import { feedSink } from '../../server/src/core/index.ts';
import type { AuditRecord, AuditSink } from '../../server/src/core/ports/index.ts';
import { HttpSink } from '../../server/src/sinks/http-sink.ts';
import { SyslogSink, syslogMessage } from '../../server/src/sinks/syslog-sink.ts';
import { openCore } from '../support/core.ts';
import type { TestCore } from '../support/core.ts';

const REF = { space: 'apps', name: 'one' };

describe('sinks', () => {
  let opened: TestCore;
  const reported: string[] = [];
  const report = { failed: () => reported.push('failed'), healed: () => reported.push('healed') };

  before(async () => {
    opened = await openCore();
    await opened.core.createSecret(
      opened.system,
      { space: REF.space },
      { name: REF.name, fields: { value: 'v' } },
    );
  });
  after(() => opened.close());
  beforeEach(() => reported.splice(0));

  const feed = (sink: AuditSink, options = {}) => {
    const { store, keyring } = opened;
    const ports = { store, keyring, clock: systemClock, settings: { personalSpaces: [], homes: [] } };
    return feedSink(ports, opened.system, sink, report, { intervalMs: 10, ...options });
  };
  const read = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count += 1) await opened.core.readSecret(opened.system, REF);
  };
  const until = async (holds: () => boolean): Promise<void> => {
    for (let count = 0; !holds(); count += 1) {
      assert.ok(count < 1000, 'it did not come');
      await setTimeout(10);
    }
  };
  const head = async (): Promise<number> => (await opened.store.listAuditEvents({ limit: 1 })).head;
  /** A sink is known once its place is kept; what happens from then on is sent. */
  const known = async (name: string): Promise<void> => {
    const place = { name: `audit-sink:${name}` };
    while ((await opened.store.find('marks', place)) === undefined) await setTimeout(5);
  };
  const seqsIn = (text: string): readonly number[] =>
    [...text.matchAll(/"lane":"main","seq":(\d+)/g)].map((match) => Number(match[1]));
  const assertAll = (seqs: readonly number[], first: number, last: number): void => {
    assert.deepEqual(
      [...new Set(seqs)],
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
  };

  test('HTTP: all events as JSON lines, what failed comes again, requests do not wait, no redirect is followed', async () => {
    let text = '';
    let status = 200;
    const server = createHttpServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        if (status === 200) text += body;
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const first = (await head()) + 1;
    const feeding = feed(new HttpSink(`http://127.0.0.1:${port}/audit`));
    await known('http');
    await read(5);
    await until(() => seqsIn(text).length >= 5);
    status = 500;
    await read(3);
    await until(() => reported.includes('failed'));
    status = 302;
    await read(3);
    await setTimeout(50);
    assert.equal(seqsIn(text).length, 5);
    status = 200;
    const last = await head();
    await until(() => seqsIn(text).includes(last));
    await until(() => reported.includes('healed'));
    assertAll(seqsIn(text), first, last);
    assert.ok(text.split('\n').every((line) => line === '' || line.startsWith('{"hash":"')));
    await feeding.stop();
    await read(2);
    const again = feed(new HttpSink(`http://127.0.0.1:${port}/audit`));
    const newest = await head();
    await until(() => seqsIn(text).includes(newest));
    await again.stop();
    server.close();
    server.closeAllConnections();
  });

  test('syslog over TCP: messages in order, each behind its length', async () => {
    let text = '';
    const server = createTcpServer((socket) => socket.on('data', (chunk) => (text += chunk.toString())));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const first = (await head()) + 1;
    const feeding = feed(new SyslogSink({ transport: 'tcp', host: '127.0.0.1', port }));
    await known('syslog');
    await read(4);
    const last = await head();
    await until(() => seqsIn(text).includes(last));
    assertAll(seqsIn(text), first, last);
    const [, length, rest] = /^(\d+) (<110>1 [^]*)$/.exec(text) ?? [];
    assert.match((rest ?? '').slice(0, Number(length)), /^<110>1 \S+ \S+ polyvault - audit - \{.*\}$/);
    await feeding.stop();
    server.close();
  });

  test('syslog over UDP: one message in a packet', async () => {
    const server = createSocket('udp4');
    const packets: string[] = [];
    server.on('message', (packet) => packets.push(packet.toString()));
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    const sink = new SyslogSink({ transport: 'udp', host: '127.0.0.1', port: server.address().port });
    const { lane, size } = await opened.store.auditTree();
    await sink.send(await opened.store.auditRecords(lane, { after: size - 3, upTo: size, limit: 3 }));
    await until(() => packets.length === 3);
    assert.ok(packets.every((packet) => packet.startsWith('<110>1 ')));
    sink.close();
    server.close();
  });

  test('a refusal has the severity of a warning', () => {
    const body = JSON.stringify({ time: 0, outcome: 'denied' });
    assert.equal(
      syslogMessage({ body }, 'host'),
      `<108>1 1970-01-01T00:00:00.000Z host polyvault - audit - ${body}`,
    );
  });

  test('a sink that is too far behind misses events, which is counted once in the log', async () => {
    const taken: AuditRecord[] = [];
    let away = true;
    const sink: AuditSink = {
      name: 'slow',
      async send(records) {
        if (away) throw new Error('away');
        taken.push(...records);
      },
      close: () => undefined,
    };
    const feeding = feed(sink, { maxBehind: 10 });
    await known('slow');
    await read(1);
    await until(() => reported.includes('failed'));
    const before = await head();
    await feeding.stop();
    await read(30);
    away = false;
    const again = feed(sink, { maxBehind: 10 });
    await until(() => taken.length >= 10);
    await again.stop();
    const { items } = await opened.store.listAuditEvents({ operation: 'audit.sink-missed' });
    assert.equal(items.length, 1);
    assert.ok((taken[0]?.seq ?? 0) > before);
    assert.deepEqual(items[0]?.object, { kind: 'audit', name: 'slow', count: (taken[0]?.seq ?? 0) - before });
  });
});
