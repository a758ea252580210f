// The report of secrets that want attention.
import Type from 'typebox';

import type { Core } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { closed, component, listOf, SecretMetadata, SpacePath } from './schemas.ts';
import { toWireInstant, toWireMetadata } from './wire.ts';

const days = (preset: number, description: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500, default: preset, description }));

const EXPIRING_DAYS = 30;
const UNCHANGED_DAYS = 180;

const ReportQuery = closed({
  space: SpacePath,
  recursive: Type.Optional(Type.Boolean({ description: 'Also the spaces below' })),
  withinDays: days(EXPIRING_DAYS, 'What expires within so many days is reported as expiring'),
  unchangedDays: days(UNCHANGED_DAYS, 'What has had no new version for so long is reported as unchanged'),
});

const Reported = component('ReportedSecret', 'A secret that wants attention', {
  secret: SecretMetadata,
  changedAt: Type.String({ format: 'date-time', description: 'When its current version was written' }),
  reasons: Type.Array(Type.Enum(['expired', 'expiring', 'unchanged']), { minItems: 1 }),
});

export function registerReportRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/report',
    {
      schema: {
        ...operation({
          id: 'reportSecrets',
          tag: 'secrets',
          summary: 'Secrets that have expired, soon will, or were not changed for long',
          success: { 200: listOf('SecretReport', Reported) },
          errors: [404, 413],
        }),
        querystring: ReportQuery,
      },
    },
    async (request) => {
      const { withinDays = EXPIRING_DAYS, unchangedDays = UNCHANGED_DAYS, ...query } = request.query;
      const found = await core.reportSecrets(callerOf(request), { ...query, withinDays, unchangedDays });
      return {
        items: found.map(({ metadata, changedAt, reasons }) => ({
          secret: toWireMetadata(metadata),
          changedAt: toWireInstant(changedAt),
          reasons: [...reasons],
        })),
      };
    },
  );
}
