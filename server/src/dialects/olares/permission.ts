// /permission/v1alpha1: apps are registered by their user and trade the proof of their secret for access tokens.
// Failures are HTTP 200 with `code` 1, a bad user token is a true 401 (olares.md 1.3, 1.4).
import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { Caller, Core } from '../../core/index.ts';
import { AppError } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { registerApp, removeApp, toLimits } from './apps.ts';
import type { AppOwner } from './apps.ts';
import { authenticateUser } from './auth.ts';
import { readJson } from './bodies.ts';
import { ANSWERS, sendText } from './errors.ts';
import { isDeclared, toScope } from './ops.ts';
import {
  parseAccessRequest,
  parseDeclaration,
  parsePermissions,
  parseRemoval,
  parseUser,
} from './permission-wire.ts';
import { checkClock, createProofCheck } from './proof.ts';
import type { ProofCheck } from './proof.ts';
import type { Envelope } from './wire.ts';
import type { Workspaces } from './workspaces.ts';

export interface PermissionOptions {
  readonly core: Core;
  readonly workspaces: Workspaces;
  readonly accessTokenSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function registerPermission(app: FastifyInstance, options: PermissionOptions): void {
  const { core, workspaces } = options;
  const checkProof = createProofCheck();
  // Olares shows the auth service this process by it; here gateway and vault are one, and it opens nothing.
  const nonce = globalThis.crypto.randomUUID();

  app.post('/permission/v1alpha1/access', async (request) =>
    enveloped(request, (body) => issueToken(options, checkProof, request, body)),
  );

  app.post('/permission/v1alpha1/register', async (request, reply) => {
    const caller = await userOrNull(core, request);
    if (caller === null) return sendText(reply, 401, ANSWERS.unauthenticated.text);
    return enveloped(request, async (body) => {
      const declaration = parseDeclaration(body);
      const owner = await ownerOf(core, caller, body);
      const app = await registerApp(core, workspaces, caller, owner, declaration);
      return { app_key: app.service.clientId, app_secret: app.clientSecret.reveal() };
    });
  });

  app.post('/permission/v1alpha1/unregister', async (request, reply) => {
    const caller = await userOrNull(core, request);
    if (caller === null) return sendText(reply, 401, ANSWERS.unauthenticated.text);
    return enveloped(request, async (body) => {
      const app = parseRemoval(body);
      await removeApp(core, caller, await ownerOf(core, caller, body), app);
      return undefined;
    });
  });

  app.get('/permission/v1alpha1/nonce', async (request, reply) => {
    const caller = await userOrNull(core, request);
    const administrator = caller?.principal.kind === 'user' && caller.principal.admin;
    return administrator ? sendText(reply, 200, nonce) : sendText(reply, 403, ANSWERS.forbidden.text);
  });
}

/** Trades a proof for a token, judging key, time, hash and ops in this order (olares.md 1.4). */
async function issueToken(
  options: PermissionOptions,
  checkProof: ProofCheck,
  request: FastifyRequest,
  body: unknown,
): Promise<unknown> {
  const { appKey, timestamp, token, permission } = parseAccessRequest(body);
  const { core, workspaces } = options;
  const issued = await core.exchangeServiceSecret(originOf(request, 'olares'), {
    clientId: appKey,
    lifetimeSeconds: options.accessTokenSeconds,
    scope: toScope(permission),
    // In other dialects, too, the token does no more than what it was asked for.
    limits: ({ owner }) => (owner === null ? [] : toLimits(workspaces, owner.username, permission)),
    async verify(clientSecret, service) {
      checkClock(timestamp, options.now());
      await checkProof(token, { appKey, timestamp, appSecret: clientSecret.reveal() });
      if (!isDeclared(parsePermissions(service.attributes['perm'] ?? [], 'perm'), permission)) {
        throw new AppError('unauthenticated', 'permission required is not allowed', {
          details: { reason: 'undeclared' },
        });
      }
      return true;
    },
  });
  const { expiresAt } = issued.summary;
  return {
    access_token: issued.token.reveal(),
    expired_at: new Date(expiresAt ?? options.now() + options.accessTokenSeconds * 1000).toISOString(),
  };
}

async function userOrNull(core: Core, request: FastifyRequest): Promise<Caller | null> {
  try {
    return await authenticateUser(core, request);
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return null;
    throw error;
  }
}

/** The caller, or the user whom an administrator names; `not-found` for everybody else's. */
async function ownerOf(core: Core, caller: Caller, body: unknown): Promise<AppOwner> {
  const named = parseUser(body);
  if (named === null) return { ref: { id: caller.principal.id }, username: caller.principal.name };
  const { id, username } = await core.findUser(caller, { username: named });
  return { ref: { id }, username };
}

/** Runs on the parsed body; what the caller can mend becomes `code` 1 with its message. */
async function enveloped(
  request: FastifyRequest,
  run: (body: unknown) => Promise<unknown>,
): Promise<Envelope> {
  const json = readJson(request);
  if ('fault' in json) return { code: 1, message: json.fault };
  try {
    const data = await run(json.value);
    return data === undefined ? { code: 0, message: 'success' } : { code: 0, message: 'success', data };
  } catch (error) {
    const message = error instanceof AppError ? refusal(error) : null;
    if (message === null) throw error;
    return { code: 1, message };
  }
}

const MENDABLE: readonly string[] = ['unauthenticated', 'forbidden', 'rate-limited'];

/** The message of an error that the caller can mend; null for a failing server. */
function refusal(error: AppError): string | null {
  const { reason } = error.details;
  if (error.code === 'unauthenticated' && (reason === 'unknown-client' || reason === 'disabled')) {
    return 'app not found';
  }
  const mendable = ANSWERS[error.code].place === 'inner' || MENDABLE.includes(error.code);
  return mendable ? error.message : null;
}
