// How far the scrubber is and which stored rows do not verify, for those who hold `read-audit`.
import Type from 'typebox';

import type { Core } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { component, Instant, OptionalInstant } from './schemas.ts';
import { toWireInstant, toWireOptionalInstant } from './wire.ts';

export const Integrity = component('Integrity', 'What the visit of all stored rows found', {
  startedAt: OptionalInstant,
  completedAt: OptionalInstant,
  visited: Type.Integer({ description: 'Rows of the round that is under way' }),
  visitedBefore: Type.Integer({ description: 'Rows of the last whole round' }),
  found: Type.Integer({ description: 'How many rows do not verify' }),
  findings: Type.Array(
    Type.Object({
      table: Type.String(),
      key: Type.String(),
      problem: Type.Enum(['mac', 'sealed', 'missing'], {
        description: 'mac: changed by hand; sealed: does not open; missing: another row is not there',
      }),
      foundAt: Instant,
    }),
    { description: 'At most 1,000 of them' },
  ),
});

export function registerIntegrityRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/integrity',
    {
      schema: operation({
        id: 'readIntegrity',
        tag: 'audit',
        summary: 'Which stored rows are not what the server wrote',
        description: 'Every row is visited within 24 hours; `completedAt` tells when the last round ended.',
        success: { 200: Integrity },
        errors: [403],
      }),
    },
    async (request) => {
      const report = await core.readIntegrity(callerOf(request));
      return {
        ...report,
        startedAt: toWireOptionalInstant(report.startedAt),
        completedAt: toWireOptionalInstant(report.completedAt),
        findings: report.findings.map((one) => ({ ...one, foundAt: toWireInstant(one.foundAt) })),
      };
    },
  );
}
