// The Fandogh dialect: the secrets API that the Fandogh CLI, Node client and dashboard speak, under /api and /fa/api.
// It owns no path of /api/v2.
import { parseSpaceTemplate } from '../../core/index.ts';
import type { Core } from '../../core/index.ts';
import { acceptBytes } from '../../http/bodies.ts';
import type { Dialect } from '../../http/dialect.ts';
import { createAccountHandlers } from './account.ts';
import { createBootstrap } from './bootstrap.ts';
import { createCors } from './cors.ts';
import { renderError } from './errors.ts';
import { createNamespaces } from './namespaces.ts';
import { PREFIXES, registerRoutes } from './routes.ts';
import { createSecretHandlers } from './secrets.ts';

export interface FandoghOptions {
  readonly core: Core;
  /** Where namespaces live; may hold `{namespace}` and `{username}`. Default `fandogh/{namespace}`. */
  readonly space?: string;
  /** What the version check answers. The default `0.0.0` blocks no client; a newer minor stops them all. */
  readonly latestVersion?: string;
  /** Lifetime of a login's token; core's default when absent. */
  readonly tokenLifetimeSeconds?: number;
  /** Origins whose pages may call; `*` (the default) allows all, an empty list none. */
  readonly corsOrigins?: readonly string[];
}

/** Throws `invalid-input` for a space template that it cannot fill. */
export function createFandoghDialect(options: FandoghOptions): Dialect {
  const { core, tokenLifetimeSeconds } = options;
  const template = parseSpaceTemplate(options.space ?? 'fandogh/{namespace}');
  const namespaces = createNamespaces(core, template);
  const cors = createCors(options.corsOrigins ?? ['*']);
  return {
    name: 'fandogh',
    owns: ownsPath,
    renderError(error, request, reply) {
      // Errors from before the dialect's hooks have to be readable for a page of another origin as well.
      cors.allow(request, reply);
      renderError(error, request, reply);
    },
    register(app) {
      acceptBytes(app);
      app.addHook('onRequest', async (request, reply) => {
        cors.allow(request, reply);
        void reply.header('cache-control', 'no-store');
      });
      registerRoutes(app, {
        secrets: createSecretHandlers(core, namespaces),
        account: createAccountHandlers(core, namespaces, tokenLifetimeSeconds),
        cors,
        latestVersion: options.latestVersion ?? '0.0.0',
      });
    },
    bootstrap: createBootstrap(core, template),
  };
}

/** Whether an undecoded path is this dialect's: all below both prefixes except `/api/v2`, which is Coder's. */
export function ownsPath(path: string): boolean {
  if (path === '/api/v2' || path.startsWith('/api/v2/')) return false;
  return PREFIXES.some((prefix) => path.startsWith(`${prefix}/`));
}
