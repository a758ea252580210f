// The audit log for those who hold `read-audit`, and the cut for those who hold `cut-audit`; each call is an event too.
import { Readable } from 'node:stream';

import type { Core } from '../../core/index.ts';
import { AuditCut, AuditCutBody, AuditExportQuery, AuditPage, AuditQuery } from './access-schemas.ts';
import { toWireEvent } from './access-wire.ts';
import { JSON_LINES, toWireExport } from './audit-wire.ts';
import { callerOf } from './auth.ts';
import { operation, text } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { fromWireInstant } from './wire.ts';

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
      const { from, to, ...query } = request.query;
      const page = await core.listAuditEvents(callerOf(request), {
        ...query,
        ...(from === undefined ? {} : { from: fromWireInstant(from, 'from') }),
        ...(to === undefined ? {} : { to: fromWireInstant(to, 'to') }),
      });
      return { items: page.items.map(toWireEvent), head: page.head };
    },
  );
  registerProofRoutes(app, core);
  app.post(
    '/pv/v1/audit/cut',
    {
      schema: {
        ...operation({
          id: 'cutAudit',
          tag: 'audit',
          summary: 'Remove the oldest events, up to a checkpoint',
          description:
            'Up to the newest checkpoint at or before `upTo`. Export them first: they do not come back. The checkpoint stays.',
          success: { 200: AuditCut },
          errors: [403, 413, 415],
        }),
        body: AuditCutBody,
      },
    },
    async (request) => core.cutAudit(callerOf(request), request.body),
  );
}

function registerProofRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/audit/export',
    {
      schema: {
        ...operation({
          id: 'exportAudit',
          tag: 'audit',
          summary: 'Events as they are stored, between two checkpoints, as JSON lines',
          description:
            'From the checkpoint before `from` to the one at or behind `to`. The last line is the checkpoint; without it the export is not whole. `polyvault audit verify` checks it offline.',
          success: { 200: text(JSON_LINES, 'The export') },
          errors: [403],
        }),
        querystring: AuditExportQuery,
      },
    },
    async (request, reply) => {
      const exported = await core.exportAudit(callerOf(request), request.query);
      return reply.type(`${JSON_LINES}; charset=utf-8`).send(Readable.from(toWireExport(exported)));
    },
  );
  app.get(
    '/pv/v1/audit/checkpoint',
    {
      schema: operation({
        id: 'readCheckpoint',
        tag: 'audit',
        summary: 'The newest checkpoint, a C2SP signed note',
        success: { 200: text('text/plain', 'The note') },
        errors: [403],
      }),
    },
    async (request, reply) =>
      reply.type('text/plain; charset=utf-8').send(await core.readCheckpoint(callerOf(request))),
  );
  app.get(
    '/pv/v1/audit/key',
    {
      schema: operation({
        id: 'readAuditKeys',
        tag: 'audit',
        summary: 'The verifier keys of checkpoints, one on each line, the active one first',
        success: { 200: text('text/plain', 'Keys in the form of C2SP signed-note') },
      }),
    },
    async (request, reply) => {
      const keys = await core.readAuditKeys(callerOf(request));
      return reply.type('text/plain; charset=utf-8').send(`${keys.join('\n')}\n`);
    },
  );
}
