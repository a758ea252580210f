// The web console at `/`: its files, and the cookie that stands for a session in a browser. It has no way to the core but
// the native API, which it asks like anybody else, so that nothing here escapes a rule or the audit log.
import type { FastifyReply, FastifyRequest } from 'fastify';

import { acceptJson } from '../http/bodies.ts';
import type { Dialect, RenderError } from '../http/dialect.ts';
import { readFiles, sendPage } from './files.ts';
import { registerSession } from './session-routes.ts';
import { Sessions } from './sessions.ts';

export interface ConsoleOptions {
  /** The folder that `npm run build` makes. */
  readonly folder: string;
  readonly renderError: RenderError;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface Console {
  readonly surface: Dialect;
  /** The native token of a browser's session, when the request comes from the console itself; null otherwise. */
  readonly tokenOf: (request: FastifyRequest) => string | null;
}

/** The pages that are addresses; the app in the browser tells them apart. */
const PAGES = ['/', '/s', '/s/*', '/search', '/grid', '/access', '/audit', '/connect', '/login', '/account'];

export function createConsole({ folder, renderError, now }: ConsoleOptions): Console {
  const sessions = new Sessions(now);
  return {
    tokenOf: (request) => sessions.tokenOf(request),
    surface: {
      name: 'console',
      owns: (path) =>
        path === '/' ||
        /^\/(?:s|search|grid|access|audit|connect|login|account|console|assets)(?:\/|$)/.test(path),
      renderError,
      register: (app) => {
        acceptJson(app);
        const files = readFiles(folder);
        const page = async (_request: FastifyRequest, reply: FastifyReply) => sendPage(files, reply);
        for (const path of PAGES) app.get(path, page);
        app.get<{ Params: { '*': string } }>('/assets/*', async (request, reply) =>
          files.send(`assets/${request.params['*']}`, request, reply),
        );
        registerSession(app, sessions);
      },
    },
  };
}
