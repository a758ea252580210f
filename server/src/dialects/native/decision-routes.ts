// Questions about decisions: may I, why not, and who can. A caller learns what concerns himself; the rest needs
// `grant` on the space or an administrator.
import type { Core } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import * as schemas from './decision-schemas.ts';
import { toWirePrincipalAccess, toWireReader, toWireWhy } from './decision-wire.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';

const TAG = 'decisions';

export function registerDecisionRoutes(app: NativeApp, core: Core): void {
  app.post(
    '/pv/v1/can-i',
    {
      schema: {
        ...operation({
          id: 'canI',
          tag: TAG,
          summary: 'What the caller may do in a space, without doing it',
          description: 'Also for a space that does not exist yet. All actions when none are named.',
          success: { 200: schemas.CanI },
          errors: [413, 415],
        }),
        body: schemas.CanIBody,
      },
    },
    async (request) => {
      const answers = await core.canI(callerOf(request), request.body);
      return {
        space: request.body.space,
        items: answers.map(({ action, allow, reasons }) => ({ action, allow, reasons: [...reasons] })),
      };
    },
  );

  app.get(
    '/pv/v1/why/:requestId',
    {
      schema: {
        ...operation({
          id: 'explainRequest',
          tag: TAG,
          summary: 'Why a request of the caller was answered as it was',
          description:
            'An administrator can ask about every request and gets the whole evaluation. The id is in the header x-request-id of every answer of every dialect.',
          success: { 200: schemas.Why },
          errors: [404],
        }),
        params: schemas.WhyParams,
      },
    },
    async (request) => toWireWhy(await core.explainRequest(callerOf(request), request.params)),
  );

  app.get(
    '/pv/v1/secrets/:name/access',
    {
      schema: {
        ...operation({
          id: 'listReaders',
          tag: TAG,
          summary: 'Who can read a secret, and through what; needs `grant` on its space',
          success: { 200: schemas.ReaderList },
          errors: [403, 404],
        }),
        params: schemas.AccessParams,
        querystring: schemas.AccessQuery,
      },
    },
    async (request) => {
      const input = { ...request.params, ...request.query };
      const { items, nextCursor } = await core.listReaders(callerOf(request), input);
      return { items: items.map(toWireReader), nextCursor };
    },
  );

  app.get(
    '/pv/v1/principals/:id/access',
    {
      schema: {
        ...operation({
          id: 'describePrincipal',
          tag: TAG,
          summary: 'What a user or a service holds and can see; for administrators',
          success: { 200: schemas.PrincipalAccess },
          errors: [403, 404],
        }),
        params: schemas.PrincipalParams,
        querystring: schemas.ListQuery,
      },
    },
    async (request) => {
      const input = { ...request.params, ...request.query };
      return toWirePrincipalAccess(await core.describePrincipal(callerOf(request), input));
    },
  );
}
