// Secrets and spaces to another address, with their history and without anybody reading them on the way.
import Type from 'typebox';

import type { Core } from '../../core/index.ts';
import { Space } from './access-schemas.ts';
import { toWireSpace } from './access-wire.ts';
import { callerOf } from './auth.ts';
import { operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import { closed, component, listOf, SecretMetadata, SecretName, SpacePath } from './schemas.ts';
import { fromWireInstant, toWireMetadata } from './wire.ts';

const AliasUntil = Type.Optional(
  Type.String({
    format: 'date-time',
    description:
      'Until when the old address leads to the new one, for those who may read there; not at all when absent',
  }),
);
const names = Type.Array(SecretName, { minItems: 1, maxItems: 2000, uniqueItems: true });
const NewName = Type.Optional(SecretName);

const MoveBody = closed({ from: SpacePath, names, to: SpacePath, name: NewName, aliasUntil: AliasUntil });
const CopyBody = closed({ from: SpacePath, names: Type.Optional(names), to: SpacePath, name: NewName });
const MoveSpaceBody = closed({ from: SpacePath, to: SpacePath, aliasUntil: AliasUntil });
const MovedSecrets = listOf('MovedSecrets', SecretMetadata);
const MovedSpace = component('MovedSpace', 'A space at its new path', {
  space: Space,
  secrets: Type.Integer({ description: 'How many secrets went with it' }),
});

export function registerMoveRoutes(app: NativeApp, core: Core): void {
  app.post(
    '/pv/v1/move',
    {
      schema: {
        ...operation({
          id: 'moveSecrets',
          tag: 'secrets',
          summary: 'Moves secrets to another space with their history, all or none',
          description: 'Needs `move` in the one and `create` in the other; values are not shown.',
          success: { 200: MovedSecrets },
          errors: [403, 404, 409, 413, 415],
        }),
        body: MoveBody,
      },
    },
    async (request) => {
      const { from, aliasUntil, ...rest } = request.body;
      const moved = await core.moveSecrets(callerOf(request), { from }, () => ({
        ...rest,
        ...until(aliasUntil),
      }));
      return { items: moved.map(toWireMetadata) };
    },
  );

  app.post(
    '/pv/v1/copy',
    {
      schema: {
        ...operation({
          id: 'copySecrets',
          tag: 'secrets',
          summary: 'Copies secrets, or all of a space, to another space with their history',
          description: 'Needs `read` or `move` in the one and `create` in the other; values are not shown.',
          success: { 200: MovedSecrets },
          errors: [403, 404, 409, 413, 415],
        }),
        body: CopyBody,
      },
    },
    async (request) => {
      const { from, ...rest } = request.body;
      const copied = await core.copySecrets(callerOf(request), { from }, rest);
      return { items: copied.map(toWireMetadata) };
    },
  );

  app.post(
    '/pv/v1/spaces/move',
    {
      schema: {
        ...operation({
          id: 'moveSpace',
          tag: 'spaces',
          summary: 'Gives a space with everything in it another path, at which there is none',
          description: 'Needs `move` on the one and `create` on the other. Grants are on paths and stay.',
          success: { 200: MovedSpace },
          errors: [403, 404, 409, 413, 415],
        }),
        body: MoveSpaceBody,
      },
    },
    async (request) => {
      const { aliasUntil, ...input } = request.body;
      const moved = await core.moveSpace(callerOf(request), { ...input, ...until(aliasUntil) });
      return { space: toWireSpace(moved.space), secrets: moved.secrets };
    },
  );
}

function until(text: string | undefined): { readonly aliasUntil?: number } {
  return text === undefined ? {} : { aliasUntil: fromWireInstant(text, 'aliasUntil') };
}
