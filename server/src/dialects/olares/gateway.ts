// S1, the gateway: /system-server/v1alpha1/{dataType}/{group}/{version}/{op} with X-Access-Token. The outcome is
// in the envelopes; only a missing token has an HTTP code of its own (olares.md 1.1, 2.3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Core } from '../../core/index.ts';
import { AppError } from '../../core/index.ts';
import { authenticateApp, tokenAllows, userOf } from './auth.ts';
import { readJson } from './bodies.ts';
import { outerMessage, sendText } from './errors.ts';
import { isOpName, isSameProvider, opString, rawQueryOf, SECRET_PROVIDER, workspaceOf } from './ops.ts';
import type { Provider } from './ops.ts';
import type { Operations } from './operations.ts';
import { parseSecretBody, toOuter } from './wire.ts';
import type { AnswerStyle, Envelope } from './wire.ts';

type Params = Provider & { readonly op: string };

/** Methods other than POST stand for generic ops, which this provider does not have (olares.md 1.1). */
const GENERIC_OPS: Readonly<Record<string, string>> = { GET: 'Get', PUT: 'Update', DELETE: 'Delete' };

export function registerGateway(
  app: FastifyInstance,
  core: Core,
  operations: Operations,
  style: AnswerStyle,
): void {
  app.route<{ Params: Params }>({
    method: ['POST', 'GET', 'PUT', 'DELETE'],
    url: '/system-server/v1alpha1/:dataType/:group/:version/:op',
    async handler(request, reply) {
      try {
        return await reply.send(await answer(core, operations, style, request));
      } catch (error) {
        return refuse(error, reply);
      }
    },
  });
}

async function answer(
  core: Core,
  operations: Operations,
  style: AnswerStyle,
  request: FastifyRequest<{ Params: Params }>,
): Promise<Envelope> {
  const caller = await authenticateApp(core, request);
  const op = GENERIC_OPS[request.method] ?? request.params.op;
  const rawQuery = rawQueryOf(request.url);
  if (!tokenAllows(caller, request.params, opString(op, rawQuery))) return outerFailure('data access denied');
  if (!isSameProvider(request.params, SECRET_PROVIDER) || !isOpName(op)) {
    return outerFailure('provider not found');
  }
  const json = readJson(request);
  if ('fault' in json) return outerFailure(json.fault);
  const call = {
    op,
    caller,
    user: userOf(caller.principal),
    workspace: workspaceOf(rawQuery),
    body: () => parseSecretBody(json.value),
  };
  return toOuter(await operations(call, style));
}

function refuse(error: unknown, reply: FastifyReply): FastifyReply {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'unauthenticated' && error.details.reason === 'missing') {
    return sendText(reply, 401, 'no authentication token error');
  }
  if (error.code === 'invalid-input') {
    // A member of another type: what the vault would have answered with (olares.md 2.4).
    return reply.send(outerFailure(`invoke provider err: code 500, ${error.message}`));
  }
  return reply.send(outerFailure(outerMessage(error)));
}

function outerFailure(message: string): Envelope {
  return { code: 1, message };
}
