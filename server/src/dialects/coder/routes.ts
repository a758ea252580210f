// The route table of `/api/v2`: what needs no session, then everything else behind one hook that authenticates
// before a body is read.
import { fastifyCookie } from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Caller } from '../../core/index.ts';
import { acceptBytes } from '../../http/bodies.ts';
import { authenticate } from './auth.ts';
import { importSecrets } from './batch.ts';
import { API_ROOT, AUTH_METHODS, buildInfo, secretCapabilities } from './deployment.ts';
import { CoderError } from './errors.ts';
import type { KeyParams } from './keys.ts';
import { createApiKey, createSessionKey, deleteKey, listApiKeys, tokenConfig } from './keys.ts';
import { createSecret, deleteSecret, getSecret, listSecrets, updateSecret } from './secrets.ts';
import type { SecretParams, UserParams } from './secrets.ts';
import type { CoderSettings } from './settings.ts';
import { getUser, login, logout } from './users.ts';

const USERS = '/api/v2/users';
const SECRETS = `${USERS}/:user/secrets`;
const KEYS = `${USERS}/:user/keys`;

export async function registerRoutes(app: FastifyInstance, settings: CoderSettings): Promise<void> {
  acceptBytes(app);
  await app.register(fastifyCookie);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-coder-build-version', settings.buildVersion).header('cache-control', 'no-store');
  });
  registerPublic(app, settings);
  await app.register(async (signedIn) => registerSignedIn(signedIn, settings));
}

function registerPublic(app: FastifyInstance, settings: CoderSettings): void {
  for (const path of ['/api/v2', '/api/v2/']) app.get(path, () => API_ROOT);
  app.get('/api/v2/buildinfo', () => buildInfo(settings));
  app.get(`${USERS}/authmethods`, () => AUTH_METHODS);
  // An administrator always exists: the first start makes one.
  app.get(`${USERS}/first`, () => ({ message: 'The initial user has already been created!' }));
  app.post(`${USERS}/first`, () => {
    throw new CoderError('conflict', { message: 'The initial user has already been created.' });
  });
  app.post(`${USERS}/login`, failing('Internal error logging in.'), (request, reply) =>
    login(settings, request, reply),
  );
}

function registerSignedIn(app: FastifyInstance, settings: CoderSettings): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.addHook('onRequest', async (request) => {
    callers.set(request, await authenticate(settings.core, request));
  });
  const callerOf = (request: FastifyRequest): Caller => {
    const caller = callers.get(request);
    if (caller === undefined) throw new TypeError('The hook authenticates every request of this context.');
    return caller;
  };
  /** A handler of the settings, the caller and the request; `status` when it is not 200. */
  const handle =
    <Request extends FastifyRequest, Result>(
      run: (settings: CoderSettings, caller: Caller, request: Request) => Promise<Result>,
      status = 200,
    ) =>
    async (request: Request, reply: FastifyReply): Promise<Result> => {
      const result = await run(settings, callerOf(request), request);
      reply.code(status);
      return result;
    };

  app.get('/api/v2/deployment/user-secrets/capabilities', () => secretCapabilities(settings));
  app.post(`${USERS}/logout`, (request, reply) => logout(settings, callerOf(request), reply));
  app.get<UserParams>(`${USERS}/:user`, handle(getUser));

  app.post<UserParams>(KEYS, handle(createSessionKey, 201));
  app.get<UserParams>(`${KEYS}/tokens/tokenconfig`, handle(tokenConfig));
  app.delete<KeyParams>(`${KEYS}/:id`, handle(deleteKey, 204));

  for (const slash of ['', '/']) {
    app.post<UserParams>(`${KEYS}/tokens${slash}`, handle(createApiKey, 201));
    app.get<UserParams>(`${KEYS}/tokens${slash}`, handle(listApiKeys));
    app.get<UserParams>(
      `${SECRETS}${slash}`,
      failing('Internal error listing secrets.'),
      handle(listSecrets),
    );
    app.post<UserParams>(
      `${SECRETS}${slash}`,
      failing('Internal error creating secret.'),
      handle(createSecret, 201),
    );
  }
  // Only POST is the import: the other methods address a secret that is called batch (coder.md 2.10).
  app.post<UserParams>(
    `${SECRETS}/batch`,
    { ...failing('Internal error importing secrets.'), bodyLimit: settings.limits.batchBodyBytes },
    handle(importSecrets, 201),
  );
  app.get<SecretParams>(`${SECRETS}/:name`, failing('Internal error fetching secret.'), handle(getSecret));
  app.patch<SecretParams>(
    `${SECRETS}/:name`,
    failing('Internal error updating secret.'),
    handle(updateSecret),
  );
  app.delete<SecretParams>(
    `${SECRETS}/:name`,
    failing('Internal error deleting secret.'),
    handle(deleteSecret, 204),
  );
}

/** The message of a 500 on a route (coder.md section 2). */
function failing(coderFailure: string): { readonly config: { readonly coderFailure: string } } {
  return { config: { coderFailure } };
}
