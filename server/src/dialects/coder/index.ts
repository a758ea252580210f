// The coder dialect: Coder's user secrets API under /api/v2, where a value goes in and never comes out.
import type { Dialect } from '../../http/dialect.ts';
import { renderError } from './errors.ts';
import { registerRoutes } from './routes.ts';
import { resolveSettings } from './settings.ts';
import type { CoderOptions } from './settings.ts';

export type { CoderLimits, CoderOptions } from './settings.ts';

/** Throws `invalid-input` or TypeError when the space template is not one of this dialect. */
export function createCoderDialect(options: CoderOptions): Dialect {
  const settings = resolveSettings(options);
  return {
    name: 'coder',
    owns: (path) => path === '/api/v2' || path.startsWith('/api/v2/'),
    renderError(error, request, reply) {
      // Errors of the framework come from outside of our routes and their hook.
      reply.header('x-coder-build-version', settings.buildVersion).header('cache-control', 'no-store');
      renderError(error, request, reply);
    },
    register: (app) => registerRoutes(app, settings),
  };
}
