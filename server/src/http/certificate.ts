// The certificate of a listener: read from files, or self-signed and kept in a folder, so that clients can pin it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';

import { AppError } from '../core/index.ts';

/** A certificate chain and its key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export type CertificateSource =
  | { readonly certFile: string; readonly keyFile: string }
  /** `name` is that of its files in `folder`; `host` is what clients call the server. */
  | SelfSigned;

const DAY_MS = 24 * 60 * 60 * 1000;
/** What clients accept at most (the CA/Browser Forum's limit when it was chosen). */
const LIFETIME_DAYS = 397;

/** `unavailable` that names the file when there is no usable certificate. */
export async function openCertificate(source: CertificateSource, now: number): Promise<Certificate> {
  if ('certFile' in source) return readPair(source.certFile, source.keyFile);
  const { folder, name } = source;
  const [certFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const usable = existsSync(certFile) && existsSync(keyFile) && fits(source, now);
  if (!usable) await makePair(source, now);
  return readPair(certFile, keyFile);
}

function readPair(certFile: string, keyFile: string): Certificate {
  const pair = { cert: readPem(certFile), key: readPem(keyFile) };
  try {
    createSecureContext(pair);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown fault';
    throw new AppError(
      'unavailable',
      `The certificate ${certFile} and the key ${keyFile} cannot be used together: ${reason}.`,
      { cause },
    );
  }
  return pair;
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('unavailable', `The file ${path} of a certificate cannot be read.`, { cause });
  }
}

interface SelfSigned {
  readonly folder: string;
  readonly name: string;
  readonly host: string;
}

/** Whether the certificate that was made is for this host, and for longer than a day. */
function fits({ folder, name, host }: SelfSigned, now: number): boolean {
  const file = join(folder, `${name}.json`);
  if (!existsSync(file)) return false;
  try {
    const made = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly host?: unknown;
      readonly until?: unknown;
    };
    return made.host === host && Number(made.until) - DAY_MS > now;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

async function makePair({ folder, name, host }: SelfSigned, now: number): Promise<void> {
  // Only here, as most servers never need it.
  const { generate } = await import('selfsigned');
  const until = now + LIFETIME_DAYS * DAY_MS;
  const made = await generate([{ name: 'commonName', value: 'Polyvault' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // Clocks differ.
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(until),
    extensions: [
      // Its own authority, so that a client can trust exactly this one.
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: namesOf(host) },
    ],
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (end: string, text: string): void =>
    writeFileSync(join(folder, `${name}.${end}`), text, { mode: 0o600 });
  write('key', made.private);
  write('crt', made.cert);
  write('json', JSON.stringify({ host, until }));
}

/** What clients may call this server: its address, its own name, and loopback. */
function namesOf(host: string) {
  const everywhere = host === '0.0.0.0' || host === '::';
  const names = new Set(['localhost', hostname(), '127.0.0.1', '::1', ...(everywhere ? [] : [host])]);
  return [...names].map((name) =>
    isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name },
  );
}
