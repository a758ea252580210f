// Spaces at moments: what one was, what differs between two, and going back to one.
import Type from 'typebox';
import type { Static } from 'typebox';

import type { Core, DiffSide } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { closed, component, listOf, mapOf, SecretMetadata, SpacePath } from './schemas.ts';
import { fromWireInstant, toWireMetadata } from './wire.ts';

const Moment = Type.String({ format: 'date-time', description: 'RFC 3339; not in the future' });
const AtQuery = closed({ space: SpacePath, at: Moment });
const DiffQuery = closed({
  from: SpacePath,
  to: Type.Optional(SpacePath),
  fromAt: Type.Optional(Moment),
  toAt: Type.Optional(Moment),
  values: Type.Optional(Type.Boolean({ description: 'Also the values; needs `read` in both' })),
});
const RestoreBody = closed({ space: SpacePath, at: Moment, preview: Type.Optional(Type.Boolean()) });

const Side = component('DiffSide', 'A secret on one side', {
  version: Type.Integer(),
  fields: Type.Optional(Type.Union([mapOf(Type.String()), Type.Null()])),
});
const Diff = component('SpaceDiff', 'What differs between two spaces or moments, by name', {
  contents: Type.Boolean({ description: 'Whether contents were compared; else versions were' }),
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      change: Type.Enum(['added', 'removed', 'changed', 'described']),
      from: Type.Union([Side, Type.Null()]),
      to: Type.Union([Side, Type.Null()]),
    }),
  ),
});
const Step = component('RestoreStep', 'What going back does to a secret', {
  name: Type.String({ description: 'What it was called then' }),
  nameNow: Type.String(),
  steps: Type.Array(Type.Enum(['untrash', 'trash', 'content', 'metadata', 'lost', 'elsewhere'])),
  versionNow: Type.Integer(),
  versionThen: Type.Union([Type.Integer(), Type.Null()]),
});

export function registerTimeRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/spaces/at',
    {
      schema: {
        ...operation({
          id: 'listSecretsAt',
          tag: 'spaces',
          summary: 'Metadata of the secrets of a space as they were at a moment',
          success: { 200: listOf('SecretsAt', SecretMetadata) },
          errors: [404, 413],
        }),
        querystring: AtQuery,
      },
    },
    async (request) => {
      const { space, at } = request.query;
      const items = await core.listSecretsAt(callerOf(request), { space, at: fromWireInstant(at, 'at') });
      return { items: items.map(toWireMetadata) };
    },
  );

  app.get(
    '/pv/v1/diff',
    {
      schema: {
        ...operation({
          id: 'diffSpaces',
          tag: 'spaces',
          summary: 'What differs between two moments of a space, or two spaces, by name and version',
          description: 'Needs `list` in both; whether contents are equal is told to those who may `read`.',
          success: { 200: Diff },
          errors: [403, 404, 413],
        }),
        querystring: DiffQuery,
      },
    },
    async (request) => {
      const { from, to = from, fromAt, toAt, values = false } = request.query;
      const { contents, items } = await core.diffSpaces(callerOf(request), {
        from: { space: from, ...at(fromAt, 'fromAt') },
        to: { space: to, ...at(toAt, 'toAt') },
        values,
      });
      return {
        contents,
        items: items.map((item) => ({ ...item, from: toWireSide(item.from), to: toWireSide(item.to) })),
      };
    },
  );

  app.post(
    '/pv/v1/spaces/restore',
    {
      schema: {
        ...operation({
          id: 'restoreSpace',
          tag: 'spaces',
          summary: 'Takes a space back to a moment, all of it or nothing; or tells what that would change',
          description:
            'Needs `change`, and `create` and `delete` where secrets come back or go to the trash. Old contents become new versions.',
          success: { 200: listOf('RestoreSteps', Step) },
          errors: [403, 404, 413, 415],
        }),
        body: RestoreBody,
      },
    },
    async (request) => {
      const { space, at: moment, preview = false } = request.body;
      const input = { space, at: fromWireInstant(moment, 'at'), preview };
      const items = await core.restoreSpace(callerOf(request), input);
      return { items: items.map((step) => ({ ...step, steps: [...step.steps] })) };
    },
  );
}

function at(text: string | undefined, path: string): { readonly at?: number } {
  return text === undefined ? {} : { at: fromWireInstant(text, path) };
}

function toWireSide(side: DiffSide | null): Static<typeof Side> | null {
  if (side === null) return null;
  const { version, fields } = side;
  if (fields === undefined) return { version };
  const shown = fields && Object.fromEntries([...fields].map(([name, text]) => [name, text.reveal()]));
  return { version, fields: shown };
}
