// Signing in and out in a browser. The token goes from the native API into the cookie and is never shown to a script.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { AppError } from '../http/errors.ts';
import { callNative, cookieToken, isOwnCall, sessionCookie } from './sessions.ts';
import type { Sessions } from './sessions.ts';

interface Login {
  readonly token: string;
  readonly expiresAt: string | null;
  readonly user: unknown;
}

export function registerSession(app: FastifyInstance, sessions: Sessions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET') return;
    void reply.header('cache-control', 'no-store');
    if (!isOwnCall(request)) {
      throw new AppError('forbidden', 'Only the console of this address may ask for that.');
    }
  });

  app.post('/console/session', async (request, reply) => {
    const answer = await callNative(request, {
      method: 'POST',
      url: '/pv/v1/login',
      body: request.body ?? {},
    });
    void reply.code(answer.status).type('application/json; charset=utf-8');
    if (answer.retryAfter !== undefined) void reply.header('retry-after', answer.retryAfter);
    if (answer.status !== 200) return reply.send(answer.text);
    await endOld(request, sessions);
    const { token, ...shown } = JSON.parse(answer.text) as Login;
    sessions.begin(token);
    return reply.header('set-cookie', sessionCookie(request, token)).send(JSON.stringify(shown));
  });

  app.delete('/console/session', async (request, reply) => {
    await endOld(request, sessions);
    return forget(request, reply).code(204).send();
  });
}

/** The session that the browser had is over, whether it goes or signs in anew. */
async function endOld(request: FastifyRequest, sessions: Sessions): Promise<void> {
  const token = cookieToken(request);
  if (token === null) return;
  sessions.end(token);
  await callNative(request, { method: 'POST', url: '/pv/v1/logout', token });
}

function forget(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.header('set-cookie', sessionCookie(request, ''));
}
