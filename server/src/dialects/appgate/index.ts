// The Appgate SDP dialect: the Controller's secrets API under /admin, spoken to unmodified clients.
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { parseSpaceTemplate } from '../../core/index.ts';
import type { Core } from '../../core/index.ts';
import { acceptBytes } from '../../http/bodies.ts';
import type { Dialect } from '../../http/dialect.ts';
import { requireVersion } from './accept.ts';
import { createRenderError } from './errors.ts';
import type { Activity } from './errors.ts';
import type { RangeReading } from './range.ts';
import { registerSecretRoutes } from './secret-routes.ts';
import { LOGIN_ROUTES, registerSessionRoutes, registerVersionRoute } from './session-routes.ts';

export interface AppgateOptions {
  readonly core: Core;
  /** The one space whose secrets are served; a path without variables. */
  readonly space: string;
  /** The lowest and highest peer version that is served. */
  readonly minVersion: number;
  readonly maxVersion: number;
  /** What clients are told in /version and in a 406; some fail on versions that they do not know. */
  readonly advertisedMin: number;
  readonly advertisedMax: number;
  /** Whether the end of `range` belongs to it (appgate.md 2.3). */
  readonly range: RangeReading;
  /** The status of a rename onto a taken name (appgate.md 2.6). */
  readonly renameConflict: 422 | 409;
  /** Default 24 hours. */
  readonly tokenLifetimeSeconds?: number;
}

const DAY_SECONDS = 24 * 60 * 60;

/** The dialect on all paths under /admin; a TypeError when its space is not one fixed path. */
export function createAppgateDialect(options: AppgateOptions): Dialect {
  const { core, space } = options;
  if (parseSpaceTemplate(space).variables.length > 0) {
    throw new TypeError('The space of the appgate dialect must be one path without variables.');
  }
  const settings = { renameConflict: options.renameConflict };
  const tokenLifetimeSeconds = options.tokenLifetimeSeconds ?? DAY_SECONDS;
  return {
    name: 'appgate',
    owns: (path) => path === '/admin' || path.startsWith('/admin/'),
    renderError: createRenderError(settings, activityOf),
    register: async (app) => {
      acceptBytes(app);
      registerVersionRoute(app, options);
      await app.register(async (versioned: FastifyInstance) => {
        versioned.addHook('onRequest', requireVersion(options));
        registerSessionRoutes(versioned, { core, space, tokenLifetimeSeconds });
        registerSecretRoutes(versioned, { core, space, reading: options.range, settings });
      });
    },
  };
}

function activityOf(request: FastifyRequest): Activity {
  const route = request.routeOptions.url ?? '';
  if (LOGIN_ROUTES.includes(route)) return 'login';
  if (route === '/admin/authorization') return 'authorization';
  return request.method === 'PUT' ? 'replace' : 'other';
}
