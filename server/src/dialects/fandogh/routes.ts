// Every address of the dialect, under both prefixes, with the doubled ones that the Python client's own path bugs
// need (fandogh.md 4.1). A handler throws; the http room renders.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { AccountHandlers } from './account.ts';
import type { Cors } from './cors.ts';
import type { SecretHandlers } from './secrets.ts';

export const PREFIXES = ['/api', '/fa/api'] as const;

/** Crash reports may hold a whole traceback, hardly more. */
const MAX_REPORT_BYTES = 64 * 1024;

export interface RouteParts {
  readonly secrets: SecretHandlers;
  readonly account: AccountHandlers;
  readonly cors: Cors;
  readonly latestVersion: string;
}

interface Address {
  readonly paths: readonly string[];
  readonly methods: Readonly<
    Record<string, (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>>
  >;
  readonly bodyLimit?: number;
}

export function registerRoutes(app: FastifyInstance, parts: RouteParts): void {
  for (const { paths, methods, bodyLimit } of addresses(parts)) {
    for (const url of PREFIXES.flatMap((prefix) => paths.map((path) => prefix + path))) {
      for (const [method, handler] of Object.entries(methods)) {
        app.route({ method, url, handler, ...(bodyLimit === undefined ? {} : { bodyLimit }) });
      }
      app.options(url, parts.cors.preflight);
    }
  }
}

function addresses({ secrets, account, latestVersion }: RouteParts): readonly Address[] {
  return [
    { paths: ['/secrets'], methods: { GET: secrets.list, POST: secrets.create } },
    {
      paths: ['/secrets/:name'],
      methods: { GET: secrets.read, PUT: secrets.replace, DELETE: secrets.remove },
    },
    { paths: ['/tokens'], methods: { POST: account.login } },
    {
      paths: ['/users/namespaces', '/api/users/namespaces'],
      methods: { GET: account.listNamespaces },
    },
    {
      paths: ['/users/namespaces/:ns', '/api/users/namespaces/:ns'],
      methods: { GET: account.readNamespace },
    },
    {
      paths: ['/latest-version', '/api/latest-version', '//api/latest-version'],
      methods: { GET: async () => ({ latest_version: latestVersion }) },
    },
    // A report carries the options of the command that failed, values and passwords included: it is thrown away
    // unread (fandogh.md 4.1).
    { paths: ['/errors'], methods: { POST: async () => ({}) }, bodyLimit: MAX_REPORT_BYTES },
  ];
}
