// The negative control: a proxy that spoils one answer in so many, each in a way that an oracle has to catch. A run
// through it has to fail, or the oracles prove nothing.
import { connect, createServer } from 'node:net';

import { MARK } from './marks.ts';

export interface BrokenProxy {
  readonly port: number;
  /** How often each fault was planted. */
  readonly planted: ReadonlyMap<Fault, number>;
  close(): void;
}

/** The fault, and the problem that must be reported for it. */
export const FAULTS = {
  'a 500 for a 4xx': /the status is 500/,
  'a value in an error': /shows a value/,
  'a stack in an error': /insides/,
  'another shape': /has not the shape|says JSON and is none/,
} as const;
export type Fault = keyof typeof FAULTS;

const NAMES = Object.keys(FAULTS) as Fault[];

export async function startBrokenProxy(target: number, oneIn: number): Promise<BrokenProxy> {
  const planted = new Map<Fault, number>();
  let seen = 0;
  const spoil = (chunk: Buffer): Buffer => {
    const text = chunk.toString('latin1');
    const bodyAt = text.indexOf('\r\n\r\n') + 4;
    // Only small refusals that came in one piece, so that the length stays true.
    if (!/^HTTP\/1\.1 4\d\d /.test(text) || text.length < bodyAt + 40) return chunk;
    seen += 1;
    if (seen % oneIn !== 0) return chunk;
    const fault = NAMES[(seen / oneIn) % NAMES.length] ?? NAMES[0];
    if (fault === undefined) return chunk;
    planted.set(fault, (planted.get(fault) ?? 0) + 1);
    return Buffer.from(spoiled(text, bodyAt, fault), 'latin1');
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true });
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => client.write(spoil(chunk)));
    upstream.on('end', () => client.end());
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return { port: address.port, planted, close: () => server.close() };
}

function spoiled(text: string, bodyAt: number, fault: Fault): string {
  const body = text.slice(bodyAt);
  const put = (start: string): string => text.slice(0, bodyAt) + start + body.slice(start.length);
  switch (fault) {
    case 'a 500 for a 4xx':
      return text.replace(/^HTTP\/1\.1 4\d\d /, 'HTTP/1.1 500 ');
    case 'a value in an error':
      return put(body.slice(0, 20) + MARK);
    case 'a stack in an error':
      return put(body.slice(0, 20) + 'node:internal/x');
    case 'another shape':
      return text.slice(0, bodyAt) + '[]'.padEnd(body.length);
  }
}
