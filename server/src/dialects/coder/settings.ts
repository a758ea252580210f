// What an installation decides about the coder dialect, with every number of the contract as its default.
import { parseSpaceTemplate } from '../../core/index.ts';
import type { Core, SpaceTemplate } from '../../core/index.ts';

/** Numbers of coder.md 3.6; sizes are bytes of UTF-8 in plain text, whatever the store keeps. */
export interface CoderLimits {
  readonly valueBytes: number;
  /** Secrets of one user; also the most entries of one secrets file. */
  readonly secrets: number;
  readonly totalBytes: number;
  /** Over all secrets of one user that have an env_name. */
  readonly envBytes: number;
  readonly fileBytes: number;
  readonly batchBodyBytes: number;
}

export interface CoderOptions {
  readonly core: Core;
  /** A template over `{user_id}` and `{username}` of the user in the path, such as `coder/{user_id}`. */
  readonly space: string;
  /** `current` demands a target of every enabled secret, `seed` does not (coder.md 0.3). */
  readonly targetRule: 'seed' | 'current';
  /** False is the deployment policy of coder.md 2.9. */
  readonly fileDelivery: boolean;
  /** The Coder release that this surface equals, for `X-Coder-Build-Version` and buildinfo (coder.md 5.1). */
  readonly buildVersion: string;
  readonly limits?: Partial<CoderLimits>;
  /** Of login and session keys; 24 hours and 7 days when absent. */
  readonly tokenLifetimeSeconds?: number;
  /** The URL under which people reach this server; told in buildinfo. */
  readonly accessUrl?: string;
}

export interface CoderSettings {
  readonly core: Core;
  readonly space: SpaceTemplate;
  readonly targetRule: 'seed' | 'current';
  readonly fileDelivery: boolean;
  readonly buildVersion: string;
  readonly limits: CoderLimits;
  readonly loginSeconds: number;
  readonly sessionKeySeconds: number;
  readonly accessUrl: string;
}

const DEFAULT_LIMITS: CoderLimits = {
  valueBytes: 24_576,
  secrets: 50,
  totalBytes: 204_800,
  envBytes: 24_576,
  fileBytes: 1_048_576,
  batchBodyBytes: 8_388_608,
};

const DAY_SECONDS = 24 * 60 * 60;
const SPACE_VARIABLES = ['user_id', 'username'];

/** The options with their defaults; throws TypeError for a template with a variable that no request fills. */
export function resolveSettings(options: CoderOptions): CoderSettings {
  const space = parseSpaceTemplate(options.space);
  const unknown = space.variables.find((variable) => !SPACE_VARIABLES.includes(variable));
  if (unknown !== undefined) {
    throw new TypeError(
      `The coder space ${space.source} uses {${unknown}}; it can use {user_id} and {username}.`,
    );
  }
  return {
    core: options.core,
    space,
    targetRule: options.targetRule,
    fileDelivery: options.fileDelivery,
    buildVersion: options.buildVersion,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    loginSeconds: options.tokenLifetimeSeconds ?? DAY_SECONDS,
    sessionKeySeconds: options.tokenLifetimeSeconds ?? 7 * DAY_SECONDS,
    accessUrl: options.accessUrl ?? '',
  };
}
