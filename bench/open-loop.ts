// An open-loop load generator: requests leave at a fixed rate whether or not answers came, and each latency counts from
// the moment at which the request was due, so that a server that stalls cannot hide it (no coordinated omission).
import type { Socket } from 'node:net';

import { isWhole, open } from './load.ts';

/** Latencies in milliseconds, sorted. */
export async function openLoop(
  base: URL,
  requests: readonly Buffer[],
  options: { readonly connections: number; readonly seconds: number; readonly perSecond: number },
): Promise<Float64Array> {
  const sockets = await Promise.all(
    Array.from({ length: options.connections }, () => open(Number(base.port), base.hostname)),
  );
  const idle: Socket[] = [...sockets];
  const due: number[] = [];
  const latencies: number[] = [];
  const dueOf = new Map<Socket, number>();
  let sent = 0;
  const give = (): void => {
    while (due.length > 0) {
      const socket = idle.pop();
      const at = due[0];
      if (socket === undefined || at === undefined) return;
      due.shift();
      dueOf.set(socket, at);
      socket.write(requests[sent % requests.length] ?? '');
      sent += 1;
    }
  };
  for (const socket of sockets) {
    let received: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      if (!isWhole(received)) return;
      received = Buffer.alloc(0);
      latencies.push(performance.now() - (dueOf.get(socket) ?? 0));
      idle.push(socket);
      give();
    });
  }
  const begun = performance.now();
  const total = Math.floor(options.perSecond * options.seconds);
  let scheduled = 0;
  while (latencies.length < total) {
    const now = performance.now();
    if (now - begun > options.seconds * 3000) break;
    for (; scheduled < total && begun + (scheduled * 1000) / options.perSecond <= now; scheduled += 1) {
      due.push(begun + (scheduled * 1000) / options.perSecond);
    }
    give();
    await new Promise((resolve) => setImmediate(resolve));
  }
  // What never came back counts as late as the end.
  const end = performance.now();
  const missing = [...due, ...[...dueOf].filter(([socket]) => !idle.includes(socket)).map(([, at]) => at)];
  for (const at of missing) latencies.push(end - at);
  for (const socket of sockets) socket.destroy();
  return Float64Array.from(latencies).sort();
}
