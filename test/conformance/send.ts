// Sends one request over its own TCP connection, exactly as written: the path is not normalised, headers keep
// their spelling and may come twice, text goes out as UTF-8.
import { request as httpRequest, type IncomingMessage } from 'node:http';

const TIMEOUT_MS = 30_000;

export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer | null;
}

export interface Incoming {
  readonly status: number;
  /** Lower-case name to value; the values of a header that came several times are joined with `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** The whole answer. Rejects when there is none within 30 seconds or the request cannot be written down. */
export function send(base: string, outgoing: Outgoing): Promise<Incoming> {
  const { promise, resolve, reject } = Promise.withResolvers<Incoming>();
  const { hostname, port, host } = new URL(base);
  const has = (name: string) => outgoing.headers.some(([given]) => given.toLowerCase() === name);
  const headers = [
    ...(has('host') ? [] : [['host', host] as const]),
    ...outgoing.headers,
    ...(has('content-length') ||
    has('transfer-encoding') ||
    (outgoing.body === null && !hasBody(outgoing.method))
      ? []
      : [['content-length', String(outgoing.body?.length ?? 0)] as const]),
    ['connection', 'close'] as const,
  ];
  const request = httpRequest({
    hostname,
    port,
    method: outgoing.method,
    path: asLatin1(outgoing.path),
    // A flat list, which Node sends as it is.
    headers: headers.flatMap(([name, value]) => [name, asLatin1(value)]),
    agent: false,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  // Without a length Node would announce chunks.
  request.useChunkedEncodingByDefault = has('transfer-encoding');
  let answered = false;
  request.on('response', (response) => {
    answered = true;
    receive(response).then(resolve, reject);
  });
  // A server may refuse a body before it has read all of it: then its answer counts, not the failed write.
  request.on('error', (error) => {
    if (!answered) reject(error);
  });
  request.end(outgoing.body ?? undefined);
  return promise;
}

async function receive(response: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < response.rawHeaders.length; index += 2) {
    const name = (response.rawHeaders[index] ?? '').toLowerCase();
    const value = response.rawHeaders[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) };
}

/** Methods that say how long their body is even when there is none (RFC 9110 8.6). */
function hasBody(method: string): boolean {
  return ['POST', 'PUT', 'PATCH'].includes(method);
}

/** Node writes request lines and headers as Latin-1; this makes the bytes on the wire those of UTF-8. */
function asLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
