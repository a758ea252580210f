// The dialect of Olares' system provider for secrets: both generations of its wire on one listener. It owns the
// paths below and nothing else, and every rule of access lies in core.
import type { FastifyInstance } from 'fastify';

import type { Core } from '../../core/index.ts';
import { invalidInput, isSegment } from '../../core/index.ts';
import { acceptBytes } from '../../http/bodies.ts';
import type { Dialect } from '../../http/dialect.ts';
import { createBootstrap } from './bootstrap.ts';
import { registerDirect } from './direct.ts';
import { renderError } from './errors.ts';
import { registerGateway } from './gateway.ts';
import { createOperations } from './operations.ts';
import { OPS } from './ops.ts';
import { registerPermission } from './permission.ts';
import type { Mode } from './wire.ts';
import { createWorkspaces } from './workspaces.ts';

export interface OlaresOptions {
  readonly core: Core;
  /** Template of the space of an environment, such as `olares/{user}/{workspace}/{env}`. */
  readonly space: string;
  /** How the gateway answers inside its envelope; every known client reads `source`. */
  readonly s1Mode: Mode;
  readonly s2Mode: Mode;
  /** The environments of every workspace; `prod`, the default of a call, is always one of them. */
  readonly environments: readonly string[];
  /** Life of an access token; 300 as the source has it. */
  readonly accessTokenSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const DIRECT_PATHS: readonly string[] = OPS.map((op) => `/${op}`);
const ACCESS_TOKEN_SECONDS = 300;

/** Throws `invalid-input` for a template or a list of environments that cannot work. */
export function createOlaresDialect(options: OlaresOptions): Dialect {
  const { core, environments } = options;
  if (!environments.includes('prod') || !environments.every(isSegment)) {
    throw invalidInput({
      path: 'olares.environments',
      message: 'must be names fit for a path, prod among them',
    });
  }
  const workspaces = createWorkspaces(core, options.space);
  const operations = createOperations(core, workspaces, environments);

  return {
    name: 'olares',
    owns: (path) =>
      path.startsWith('/system-server/') ||
      path.startsWith('/permission/v1alpha1/') ||
      DIRECT_PATHS.includes(path),
    renderError,
    register(app: FastifyInstance) {
      acceptBytes(app);
      app.addHook('onRequest', async (_request, reply) => {
        void reply.header('cache-control', 'no-store');
      });
      registerPermission(app, {
        core,
        workspaces,
        accessTokenSeconds: options.accessTokenSeconds ?? ACCESS_TOKEN_SECONDS,
        now: options.now,
      });
      registerGateway(app, core, operations, { mode: options.s1Mode, emptyList: null });
      registerDirect(app, core, operations, {
        mode: options.s2Mode,
        emptyList: options.s2Mode === 'document' ? [] : null,
      });
    },
    bootstrap: createBootstrap(core, workspaces),
  };
}
