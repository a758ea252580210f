// Login and namespaces (fandogh.md 1.3, 4.1): a wrong password is a 400, since clients take a 401 for a lost session.
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '../../core/index.ts';
import type { Core } from '../../core/index.ts';
import { originOf } from '../../http/origin.ts';
import { authenticate } from './auth.ts';
import { messageBody, rejected } from './errors.ts';
import { messagesFor } from './messages.ts';
import { activeNamespaceHeader } from './namespaces.ts';
import type { Membership, Namespaces } from './namespaces.ts';
import { readJson } from './request-body.ts';
import { parseLogin } from './validation.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export interface AccountHandlers {
  readonly login: Handler;
  readonly listNamespaces: Handler;
  readonly readNamespace: Handler;
}

export function createAccountHandlers(
  core: Core,
  namespaces: Namespaces,
  lifetimeSeconds: number | undefined,
): AccountHandlers {
  return {
    async login(request) {
      const messages = messagesFor(request);
      const { username, password } = parseLogin(readJson(request), messages);
      const origin = originOf(request, 'fandogh');
      const input = { identifier: { username }, password, tokenName: 'fandogh' };
      const session = await core
        .login(origin, lifetimeSeconds === undefined ? input : { ...input, lifetimeSeconds })
        .catch((error: unknown) => {
          if (error instanceof AppError && error.code === 'unauthenticated') {
            throw rejected(messages.wrongCredentials);
          }
          throw error;
        });
      const token = session.token.reveal();
      const own = await namespaces.memberships(await core.authenticate(origin, token));
      return {
        token,
        username: session.user.username,
        email: session.user.email ?? '',
        namespaces: own.map((namespace) => namespace.name),
      };
    },

    async listNamespaces(request) {
      const own = await namespaces.memberships(await authenticate(core, request));
      return own.map(toNamespaceModel);
    },

    async readNamespace(request, reply) {
      const caller = await authenticate(core, request);
      const messages = messagesFor(request);
      const { ns } = request.params as { readonly ns: string };
      // The Python client sends the word NAMESPACE where it means the active one (fandogh.md 4.1).
      const name =
        ns === 'NAMESPACE'
          ? (await namespaces.active(caller, activeNamespaceHeader(request), messages)).name
          : ns;
      const found = await namespaces.find(caller, name);
      if (found === null) return reply.code(404).send(messageBody(messages.namespaceNotFound));
      return { ...toNamespaceModel(found), current_used_resources: NOTHING_USED };
    },
  };
}

/** No service runs here: nothing is limited (null) and nothing is used. */
const NO_LIMITS = {
  service_limit: null,
  memory_limit: null,
  volume_limit: null,
  cpu_limit: null,
  max_replica: null,
  pending_certificate_limit: null,
  expires_at: null,
};
const NOTHING_USED = { service_count: 0, memory_usage: 0, volume_usage: 0, cpu_usage: 0 };

function toNamespaceModel({ name, role }: Membership): Record<string, unknown> {
  return { name, user_role: role, quota: NO_LIMITS };
}
