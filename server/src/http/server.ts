// The listener: limits, the request's way to its dialect, and errors in the shape of the dialect that owns the
// path, whether they come from a handler, from Fastify or from a path that nobody knows.
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '../core/index.ts';
import { limitAdmission } from './admission.ts';
import type { AdmissionLimits } from './admission.ts';
import type { Certificate } from './certificate.ts';
import { answerClientError } from './client-errors.ts';
import type { Dialect, RenderError } from './dialect.ts';
import { refuseDuplicateHeaders } from './duplicate-headers.ts';
import { logFault } from './error-log.ts';
import { fromFramework } from './framework-errors.ts';
import { withPlainPath } from './plain-path.ts';
import { RouteIndex } from './route-index.ts';

const BODY_LIMIT = 1024 * 1024;
const MAX_PARAM_LENGTH = 3072;
const MAX_HEADER_SIZE = 16 * 1024;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;

export interface ServerOptions {
  readonly dialects: readonly Dialect[];
  /** Renders errors under paths that no dialect owns. */
  readonly renderError: RenderError;
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  /** Whether requests can be served now. */
  readonly health: () => Promise<boolean>;
  /** Nothing is served but the routes of these dialects; every other path answers `sealed`. */
  readonly sealed?: boolean;
  /** In which a request has to arrive whole; half a minute without. */
  readonly requestTimeoutMs?: number;
  /** What is served at once; anything without. */
  readonly admission?: AdmissionLimits;
  /** HTTPS; plain HTTP without. */
  readonly tls?: Certificate;
  /** Told of every route: its method and its path with `:name` and `*`. */
  readonly onRoute?: (method: string, url: string) => void;
}

export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { dialects } = options;
  const routes = new RouteIndex();
  const ownerOf = (request: FastifyRequest): { readonly name: string; readonly renderError: RenderError } =>
    dialects.find((dialect) => dialect.owns(pathOf(request))) ?? {
      name: 'none',
      renderError: options.renderError,
    };
  const render = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const owner = ownerOf(request);
    const error = fromFramework(thrown);
    logFault(error, request, owner.name);
    nameAnswer(request, reply);
    owner.renderError(error, request, reply);
  };
  const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const limits = {
    maxHeaderSize: MAX_HEADER_SIZE,
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeout),
    // How often Node looks for what is late; its default would double the time.
    connectionsCheckingInterval: Math.min(5000, requestTimeout / 2),
  };
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => crypto.randomUUID(),
    bodyLimit: BODY_LIMIT,
    requestTimeout,
    ...(options.tls === undefined ? { http: limits } : { https: { ...limits, ...options.tls } }),
    exposeHeadRoutes: false,
    return503OnClosing: true,
    routerOptions: {
      maxParamLength: MAX_PARAM_LENGTH,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
    },
    frameworkErrors: render,
    rewriteUrl: ({ url }) => withPlainPath(url ?? '/'),
    clientErrorHandler: (error, socket) => answerClientError(error, socket, options.logger),
  });
  // Node would refuse an unknown `Expect` without a body; RFC 9110 10.1.1 lets it be ignored.
  app.server.on('checkExpectation', (message, response) => app.server.emit('request', message, response));
  app.addHook('onRoute', (route) => {
    const methods = Array.isArray(route.method) ? route.method : [route.method];
    routes.add(route.url, methods);
    for (const method of methods) options.onRoute?.(method, route.url);
  });
  app.addHook('onRequest', async (request, reply) => {
    nameAnswer(request, reply);
    refuseDuplicateHeaders(request.raw);
  });
  if (options.admission !== undefined) limitAdmission(app, options.admission, options.logger);
  endConnectionsOnClose(app);
  app.setErrorHandler(render);
  app.setNotFoundHandler((request, reply) =>
    render(options.sealed === true ? sealedRoute() : unknownRoute(routes, request), request, reply),
  );
  registerHealth(app, options);
  for (const dialect of dialects) {
    await app.register(async (scope) => {
      scope.setErrorHandler(render);
      await dialect.register(scope);
    });
  }
  return app;
}

/** What every answer has; hooks do not run for a path that the router cannot read, so errors come here as well. */
function nameAnswer(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id);
  void reply.header('x-content-type-options', 'nosniff');
}

/** A request that is answered while the server closes ends its connection, which would keep the server open. */
function endConnectionsOnClose(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
}

/** What is not answered this long after the stop was asked for is cut off; the store must still be closed. */
const CLOSE_GRACE_MS = 5000;

/** Takes no new connection, lets running requests end, cuts off those that do not. */
export async function closeServer(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}

function registerHealth(app: FastifyInstance, { version, health, sealed = false }: ServerOptions): void {
  for (const path of ['/healthz', '/readyz']) {
    app.get(path, async (_request, reply) => {
      const healthy = !sealed && (await health());
      void reply.code(healthy ? 200 : 503).header('cache-control', 'no-store');
      return { status: healthy ? 'ok' : 'unavailable', version, sealed };
    });
  }
}

function sealedRoute(): AppError {
  return new AppError('sealed', 'The server is sealed: it runs without its keys until somebody unseals it.');
}

function unknownRoute(routes: RouteIndex, request: FastifyRequest): AppError {
  const allowedMethods = routes.methodsOf(pathOf(request));
  if (allowedMethods.length === 0) {
    return new AppError('not-found', 'There is nothing at this path.', { details: { object: 'route' } });
  }
  return new AppError('method-not-allowed', `This path knows ${allowedMethods.join(', ')}.`, {
    details: { allowedMethods },
  });
}

function pathOf(request: FastifyRequest): string {
  return (request.raw.url ?? '').split('?', 1)[0] ?? '';
}
