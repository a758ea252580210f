// The shapes of the trash on the wire; rules as in schemas.ts.
import Type from 'typebox';

import {
  closed,
  component,
  Instant,
  OptionalInstant,
  PageQuery,
  PatchSecretBody,
  SecretMetadata,
  SpacePath,
} from './schemas.ts';

const PurgeAt = Type.Union(OptionalInstant.anyOf, {
  description: 'When it is purged by itself; null where the trash is kept for ever',
});

const TrashedSecret = component('TrashedSecret', 'A secret in the trash', {
  id: Type.String({ description: 'Names it in the trash, where several may have had one name' }),
  secret: SecretMetadata,
  deletedAt: Instant,
  purgeAt: PurgeAt,
});

const TrashedSpace = component('TrashedSpace', 'A space in the trash, with its secrets and their history', {
  id: Type.String({ format: 'uuid' }),
  path: Type.String({ description: 'The path that it had' }),
  deletedAt: Instant,
  deletedBy: Type.String({ description: 'Name of the principal who deleted it' }),
  purgeAt: PurgeAt,
});

export const Trash = component('Trash', 'What is in the trash, the longest there first', {
  secrets: Type.Array(TrashedSecret),
  spaces: Type.Array(TrashedSpace, {
    description: 'Spaces that were at the path or below it; on the first page only',
  }),
  nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'Null on the last page' }),
});

export const TrashQuery = closed({ space: SpacePath, ...PageQuery });
export const TrashParams = closed({ id: Type.String({ format: 'uuid' }) });
export const RestoreSecretBody = closed({
  name: PatchSecretBody.properties.name,
  delivery: PatchSecretBody.properties.delivery,
});
export const RestoreSpaceBody = closed({ path: Type.Optional(SpacePath) });
export const DeletedSpace = component('DeletedSpace', 'A space that went to the trash', {
  id: Type.String({ format: 'uuid', description: 'Names it in the trash' }),
});
