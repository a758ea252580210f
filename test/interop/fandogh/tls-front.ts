// HTTPS in front of a plain server, since the newer client knows nothing else; it keeps what passes through it.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

export interface Exchange {
  readonly method: string;
  /** As it came, doubled slashes included. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed; undefined for an empty or another body. */
  readonly json: unknown;
  /** As the server gave it, before any bending. */
  readonly status: number;
  readonly answer: string;
}

export interface TlsFront {
  readonly port: number;
  /** The certificate, which is its own authority. */
  readonly certificate: string;
  /** What passed since the last call of this. */
  take(): readonly Exchange[];
  close(): Promise<void>;
}

/** Changes an answer's status on its way; for the negative control. */
export type BendStatus = (method: string, target: string, status: number) => number;

/** Null where there is no openssl to make the certificate with, which is for the address 127.0.0.1. */
export async function startTlsFront(
  upstream: string,
  folder: string,
  bend: BendStatus = (_method, _target, status) => status,
): Promise<TlsFront | null> {
  const key = join(folder, 'key.pem');
  const certificate = join(folder, 'certificate.pem');
  if (!makeCertificate(key, certificate)) return null;
  const exchanges: Exchange[] = [];
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const method = request.method ?? 'GET';
    const target = request.url ?? '/';
    const { host, port } = new URL(upstream);
    const onward = httpRequest({
      host: new URL(upstream).hostname,
      port,
      method,
      path: target,
      headers: { ...request.headers, host },
    });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const text = await buffer(answer);
    const status = answer.statusCode ?? 0;
    exchanges.push({
      method,
      target,
      headers: request.headers,
      json: parse(body.toString('utf8')),
      status,
      answer: text.toString('utf8'),
    });
    response.writeHead(bend(method, target, status), answer.headers).end(text);
  };
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    forward(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    certificate,
    take: () => exchanges.splice(0),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function makeCertificate(key: string, certificate: string): boolean {
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=polyvault interop'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-addext', 'keyUsage=critical,digitalSignature,keyCertSign'],
  ]);
  return made.status === 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
