// What the http room asks of a dialect: its name, the paths it owns, how it shapes errors, and its routes.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { AppError, Caller, DialectName } from '../core/index.ts';

/** Sends the error in the dialect's own shape. It must not throw and must not print `error.cause`. */
export type RenderError = (error: AppError, request: FastifyRequest, reply: FastifyReply) => void;

/** A dialect's part of the bootstrap file, under a member of the dialect's name. */
export interface BootstrapSection {
  /**
   * Judges the section before anything is applied: `invalid-input` whose issues have paths such as
   * `fandogh.namespaces.0.name`. The result applies it, idempotently, as the system.
   */
  readonly parse: (section: unknown) => (system: Caller) => Promise<void>;
}

export interface Dialect {
  /** The console owns paths as a dialect does, without being one. */
  readonly name: DialectName | 'console';
  /**
   * Whether an undecoded request path (without the query) belongs to this dialect. Unknown routes and methods,
   * bad percent-escapes and over-long parameters under such a path are rendered by this dialect.
   */
  readonly owns: (path: string) => boolean;
  readonly renderError: RenderError;
  /** Registers the routes inside a Fastify context of the dialect's own; paths are absolute. */
  readonly register: (app: FastifyInstance) => void | Promise<void>;
  readonly bootstrap?: BootstrapSection;
}
