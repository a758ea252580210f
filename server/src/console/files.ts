// The built console, held in memory and sent with headers that let nothing run but its own files (threat T17).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '../http/errors.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** No inline script or style, no eval, no foreign origin, no markup made from text (Trusted Types), no frame. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** Shown in place of the console where it was never built. */
const NOT_BUILT =
  '<!doctype html><meta charset="utf-8"><title>Polyvault</title><p>The console is not built. Run <code>npm run build</code>, then start the server again. The API works without it.</p>';

interface File {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzip: Buffer;
}

export interface Files {
  readonly page: Buffer;
  /** Sends a file below the folder by its exact name; `not-found` for any other. */
  send(name: string, request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

/** Everything below `folder`, read once: a name of a request is looked up and never becomes a path. */
export function readFiles(folder: string): Files {
  const files = new Map<string, File>();
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    files.set(relative(folder, path).replaceAll('\\', '/'), { type, bytes, gzip: gzipSync(bytes) });
  }
  return {
    page: files.get('index.html')?.bytes ?? Buffer.from(NOT_BUILT),
    send(name, request, reply) {
      const file = files.get(name);
      if (file === undefined) {
        throw new AppError('not-found', 'There is no such file.', { details: { object: 'route' } });
      }
      const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      void reply
        .type(file.type)
        .header('vary', 'accept-encoding')
        .header('cross-origin-resource-policy', 'same-origin')
        // The name of a built file carries a digest of its content.
        .header('cache-control', 'public, max-age=31536000, immutable');
      if (zipped) void reply.header('content-encoding', 'gzip');
      return reply.send(zipped ? file.gzip : file.bytes);
    },
  };
}

export function sendPage(files: Files, reply: FastifyReply): FastifyReply {
  return reply.headers(PAGE_HEADERS).type('text/html; charset=utf-8').send(files.page);
}
