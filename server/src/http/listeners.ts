// Opens every address that the server listens on, all of them or none; plain HTTP beyond loopback only on purpose.
import { isIPv4 } from 'node:net';

import { AppError } from '../core/index.ts';
import { openCertificate } from './certificate.ts';
import type { CertificateSource } from './certificate.ts';
import { closeServer, createServer } from './server.ts';
import type { ServerOptions } from './server.ts';

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  /** The one dialect that it serves; null for all. */
  readonly dialect: string | null;
  /** Null for plain HTTP. */
  readonly certificate: CertificateSource | null;
}

export interface Listener {
  readonly dialect: string | null;
  /** Such as `https://127.0.0.1:8443`. */
  readonly address: string;
  /** Takes no new request and finishes those that it has. */
  close(): Promise<void>;
}

/** The listeners in their order. Throws AppError or the error of `listen`; none is open then. */
export async function openListeners(
  all: readonly ListenerOptions[],
  server: ServerOptions,
  now: number,
): Promise<readonly Listener[]> {
  const opened: Listener[] = [];
  try {
    for (const options of all) opened.push(await openListener(options, server, now));
    return opened;
  } catch (error) {
    await closeListeners(opened);
    throw error;
  }
}

/** All at once, so that none takes requests while another one still finishes its own. */
export async function closeListeners(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}

async function openListener(
  { host, port, dialect, certificate }: ListenerOptions,
  options: ServerOptions,
  now: number,
): Promise<Listener> {
  const { onRoute, ...rest } = options;
  const server = await createServer({
    ...rest,
    dialects: dialect === null ? options.dialects : options.dialects.filter(({ name }) => name === dialect),
    ...(dialect === null && onRoute !== undefined ? { onRoute } : {}),
    ...(certificate === null ? {} : { tls: await openCertificate(certificate, now) }),
  });
  try {
    const address = await server.listen({ host, port });
    return { dialect, address, close: () => closeServer(server) };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** `invalid-input` for plain HTTP beyond loopback that was not asked for (threat T1). */
export function refuseOpenPlainHttp(all: readonly ListenerOptions[], allowed: boolean): void {
  if (allowed) return;
  for (const { host, certificate } of all) {
    const loopback = host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
    if (loopback || certificate !== null) continue;
    throw new AppError(
      'invalid-input',
      `Plain HTTP on ${host} would show secrets to the network. Give it a certificate (POLYVAULT_TLS_CERT), or put a TLS proxy in front and set POLYVAULT_ALLOW_PLAIN_HTTP=true, or listen on 127.0.0.1.`,
    );
  }
}
