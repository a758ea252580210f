// A request whose path leaves as it was written: no client library tidies up dots, slashes or escapes.
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Head and body as they came. */
  readonly text: string;
}

/** `path` and header values are sent as Latin-1 bytes; a body is sent as JSON. */
export async function rawRequest(
  base: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  json?: unknown,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  const body = json === undefined ? '' : JSON.stringify(json);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(Object.keys(headers).some((name) => name.toLowerCase() === 'host')
      ? []
      : [`host: ${hostname}:${port}`]),
    'connection: close',
    ...(json === undefined ? [] : ['content-type: application/json']),
    ...(json === undefined && method === 'GET' ? [] : [`content-length: ${Buffer.byteLength(body)}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    });
    const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    socket.write(Buffer.concat([head, Buffer.from(body, 'utf8')]));
  });
}
