// A closed-loop load generator on raw sockets: each connection sends the next request's bytes, waits for the whole
// answer, and sends again. It does so little per request that the server is what is measured.
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Answers with another status than the one that is wanted. */
  readonly wrong: number;
  /** What this process itself has used meanwhile; near to `seconds`, it would be the limit. */
  readonly cpuSeconds: number;
  /** Milliseconds from sending to the whole answer, sorted. */
  readonly latencies: Float64Array;
}

export async function load(
  base: URL,
  requests: readonly Buffer[],
  options: { readonly connections: number; readonly seconds: number; readonly status: number },
): Promise<LoadResult> {
  const latencies: number[] = [];
  let wrong = 0;
  const cpuBefore = process.cpuUsage();
  let turn = 0;
  const next = (): Buffer => {
    turn = (turn + 1) % requests.length;
    return requests[turn] ?? Buffer.alloc(0);
  };
  const begun = performance.now();
  const end = begun + options.seconds * 1000;
  const wanted = Buffer.from(`HTTP/1.1 ${options.status} `);
  const drive = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0);
      let sent = performance.now();
      socket.on('data', (chunk: Buffer) => {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        if (!isWhole(received)) return;
        latencies.push(performance.now() - sent);
        if (!received.subarray(0, wanted.length).equals(wanted)) wrong += 1;
        received = Buffer.alloc(0);
        sent = performance.now();
        if (sent < end) socket.write(next());
        else socket.end(resolve);
      });
      socket.on('error', reject);
      socket.write(next());
    });
  const sockets = await Promise.all(
    Array.from({ length: options.connections }, () => open(Number(base.port), base.hostname)),
  );
  await Promise.all(sockets.map(drive));
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    requests: latencies.length,
    cpuSeconds: (user + system) / 1e6,
    seconds: (performance.now() - begun) / 1000,
    wrong,
    latencies: Float64Array.from(latencies).sort(),
  };
}

const SEPARATOR = Buffer.from('\r\n\r\n');

/** Whether the bytes are an answer with all of its body; answers carry a content-length. */
export function isWhole(bytes: Buffer): boolean {
  const end = bytes.indexOf(SEPARATOR);
  if (end === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1];
  if (length === undefined) throw new Error('an answer without content-length');
  return bytes.length >= end + SEPARATOR.length + Number(length);
}

/** A connection. */
export function open(port: number, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}
