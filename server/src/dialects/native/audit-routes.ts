// The audit log for those who hold `read-audit`; reading it is an event too.
import type { Core } from '../../core/index.ts';
import { AuditPage, AuditQuery } from './access-schemas.ts';
import { toWireEvent } from './access-wire.ts';
import { callerOf } from './auth.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';

export function registerAuditRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/audit',
    {
      schema: {
        ...operation({
          id: 'listAuditEvents',
          tag: 'audit',
          summary: 'Events, newest first, or oldest first above a sequence',
          description: '`head` is the sequence of the newest event of all.',
          success: { 200: AuditPage },
          errors: [403],
        }),
        querystring: AuditQuery,
      },
    },
    async (request) => {
      const page = await core.listAuditEvents(callerOf(request), request.query);
      return { items: page.items.map(toWireEvent), head: page.head };
    },
  );
}
