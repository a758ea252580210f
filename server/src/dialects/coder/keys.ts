// API keys of a user (coder.md 1.5): made for oneself only, listed without their text, deleted by id.
import type { FastifyRequest } from 'fastify';

import { newId } from '../../base/ids.ts';
import { AppError } from '../../core/index.ts';
import type { Caller, NewToken, TokenSummary } from '../../core/index.ts';
import { integerMember, readBody, stringMember, stringsMember } from './body.ts';
import { CoderError, validationFailed } from './errors.ts';
import { isSecretScope, parseScopes } from './scopes.ts';
import type { UserParams } from './secrets.ts';
import type { CoderSettings } from './settings.ts';
import type { TargetUser } from './target-user.ts';
import { resolveUser } from './target-user.ts';
import { toWireTime } from './wire.ts';

export interface KeyParams {
  Params: { user: string; id: string };
}

/** The longest life of a key: 365 days. Upstream's default of a century is not ours. */
const MAX_LIFETIME_SECONDS = 365 * 24 * 60 * 60;
const DEFAULT_LIFETIME_SECONDS = 7 * 24 * 60 * 60;
const NANOSECONDS = 1_000_000_000;
const NEVER_USED = '0001-01-01T00:00:00Z';
const NEVER_EXPIRES = '9999-12-31T23:59:59Z';
/** Marks session keys, which the list of tokens leaves out. */
const SESSION_SCOPE = 'coder:session';

/** A new session key, as `coder login --token` asks for. */
export async function createSessionKey(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<UserParams>,
): Promise<{ readonly key: string }> {
  requireOwn(await resolveUser(settings, caller, request.params.user), 'forbidden');
  return issue(settings, caller, {
    name: `coder session ${newId()}`,
    lifetimeSeconds: settings.sessionKeySeconds,
    scope: [SESSION_SCOPE],
  });
}

/** A named key; `lifetime` counts nanoseconds, 0 and absent are 7 days. 409 when a live key has the name. */
export async function createApiKey(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<UserParams>,
): Promise<{ readonly key: string }> {
  const target = await resolveUser(settings, caller, request.params.user);
  requireOwn(target, 'forbidden');
  const body = readBody(request);
  const lifetime = integerMember(body, 'lifetime') ?? 0;
  const name = stringMember(body, 'token_name') ?? '';
  const scopes = parseScopes(
    {
      scope: stringMember(body, 'scope'),
      scopes: stringsMember(body, 'scopes'),
      allowList: stringsMember(body, 'allow_list'),
    },
    target.space,
  );
  if (!scopes.ok) throw validationFailed([scopes.problem]);
  try {
    return await issue(settings, caller, {
      name: name === '' ? `token-${newId()}` : name,
      lifetimeSeconds: parseLifetime(lifetime),
      scope: scopes.scopes,
      ...(scopes.limits !== null && { limits: scopes.limits }),
      uniqueName: true,
    });
  } catch (error) {
    throw wordNameRefusal(error, name);
  }
}

/** The keys that were made on purpose; sessions are not among them. */
export async function listApiKeys(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<UserParams>,
): Promise<object[]> {
  const target = await resolveUser(settings, caller, request.params.user);
  requireOwn(target, 'not-found');
  const tokens = await settings.core.listTokens(caller);
  return tokens
    .filter((token) => token.kind === 'api' && !token.scope.includes(SESSION_SCOPE))
    .map((token) => toWireKey(token, target.username));
}

export async function tokenConfig(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<UserParams>,
): Promise<{ readonly max_token_lifetime: number }> {
  await resolveUser(settings, caller, request.params.user);
  return { max_token_lifetime: MAX_LIFETIME_SECONDS * NANOSECONDS };
}

/** One's own key of any kind; an administrator also deletes another's under that user's name. */
export async function deleteKey(
  settings: CoderSettings,
  caller: Caller,
  request: FastifyRequest<KeyParams>,
): Promise<void> {
  const target = await resolveUser(settings, caller, request.params.user);
  const { id } = request.params;
  if (target.own && !(await settings.core.listTokens(caller)).some((token) => token.id === id)) {
    throw new AppError('not-found', 'There is no such key.', { details: { object: 'token' } });
  }
  await settings.core.revokeToken(caller, { id });
}

/** Nobody holds keys for somebody else; administrators are told so, others never get here. */
function requireOwn(target: TargetUser, code: 'forbidden' | 'not-found'): void {
  if (!target.own) throw new AppError(code, "These are another user's keys.");
}

async function issue(
  settings: CoderSettings,
  caller: Caller,
  token: NewToken,
): Promise<{ readonly key: string }> {
  const issued = await settings.core.createToken(caller, token);
  return { key: issued.token.reveal() };
}

/** Whole seconds, at least one. */
function parseLifetime(nanoseconds: number): number {
  if (nanoseconds === 0) return DEFAULT_LIFETIME_SECONDS;
  const seconds = Math.ceil(nanoseconds / NANOSECONDS);
  if (seconds < 1) throw validationFailed([{ field: 'lifetime', detail: 'lifetime must be positive' }]);
  if (seconds > MAX_LIFETIME_SECONDS) {
    throw validationFailed([
      { field: 'lifetime', detail: `lifetime must not exceed ${MAX_LIFETIME_SECONDS / 3600} hours` },
    ]);
  }
  return seconds;
}

function wordNameRefusal(error: unknown, name: string): unknown {
  if (!(error instanceof AppError) || error instanceof CoderError) return error;
  if (error.code === 'conflict' && error.details.field === 'name') {
    return new CoderError('conflict', {
      message: `A token with name ${JSON.stringify(name)} already exists.`,
      validations: [{ field: 'name', detail: 'This name is already in use.' }],
    });
  }
  const issues = error.details.issues ?? [];
  if (error.code === 'invalid-input' && issues.some((issue) => issue.path === 'name')) {
    return validationFailed(
      issues.map((issue) => ({
        field: issue.path === 'name' ? 'token_name' : issue.path,
        detail: issue.message,
      })),
    );
  }
  return error;
}

function toWireKey(token: TokenSummary, username: string): object {
  const { createdAt, expiresAt, lastUsedAt } = token;
  // A limited key may come from elsewhere, or from another limited key: then no scope of ours describes it.
  const scopes = token.limits === null ? ['coder:all'] : token.scope.filter(isSecretScope);
  return {
    id: token.id,
    user_id: token.principalId,
    username,
    last_used: lastUsedAt === null ? NEVER_USED : toWireTime(lastUsedAt),
    expires_at: expiresAt === null ? NEVER_EXPIRES : toWireTime(expiresAt),
    created_at: toWireTime(createdAt),
    updated_at: toWireTime(createdAt),
    login_type: 'token',
    scope: token.limits === null ? 'all' : '',
    scopes,
    token_name: token.name,
    lifetime_seconds: expiresAt === null ? 0 : Math.round((expiresAt - createdAt) / 1000),
    allow_list: ['*:*'],
  };
}
