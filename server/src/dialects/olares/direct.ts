// S2, the direct surface: POST /{Op}?workspace= with the user's token. Admission fails with true HTTP codes and
// plain text, an admitted call always answers 200 with one envelope (olares.md 1.5, 2.2).
import type { FastifyInstance } from 'fastify';

import type { Core } from '../../core/index.ts';
import { AppError } from '../../core/index.ts';
import { jsonBody } from '../../http/bodies.ts';
import { authenticateDirect, tokenAllows, userOf } from './auth.ts';
import { isDenial, sendText } from './errors.ts';
import { OPS, opString, rawQueryOf, SECRET_PROVIDER, workspaceOf } from './ops.ts';
import type { Operations } from './operations.ts';
import { parseSecretBody } from './wire.ts';
import type { AnswerStyle } from './wire.ts';

export function registerDirect(
  app: FastifyInstance,
  core: Core,
  operations: Operations,
  style: AnswerStyle,
): void {
  for (const op of OPS) {
    app.route({
      method: 'POST',
      url: `/${op}`,
      // The body is read whatever its type (olares.md 1.2), even one that is no media type at all.
      async onRequest(request) {
        delete request.raw.headers['content-type'];
      },
      async handler(request, reply) {
        const { caller, sameSite } = await authenticateDirect(core, request);
        const rawQuery = rawQueryOf(request.url);
        const user = userOf(caller.principal);
        const forbidden = `Forbidden (user=${user ?? caller.principal.name}, verb=post, resource=/${op}, subresource=)`;
        if (user === null || !sameSite || !tokenAllows(caller, SECRET_PROVIDER, opString(op, rawQuery))) {
          return sendText(reply, 403, forbidden);
        }
        try {
          const inner = await operations(
            {
              op,
              caller,
              user,
              workspace: workspaceOf(rawQuery),
              body: () => parseSecretBody(jsonBody(request)),
            },
            style,
          );
          return await (inner === null ? reply.code(200).send() : reply.send(inner));
        } catch (error) {
          if (error instanceof AppError && isDenial(error)) return sendText(reply, 403, forbidden);
          throw error;
        }
      },
    });
  }
}
