// The shapes of the seal and of the keys on the wire; rules as in schemas.ts. A secret of a slot is only ever in a request.
import Type from 'typebox';

import { SLOT_KINDS } from '../../core/index.ts';
import { closed, component, listOf } from './schemas.ts';

const Kind = Type.Enum([...SLOT_KINDS]);
const Secret = {
  key: Type.Optional(Type.String({ maxLength: 100, description: 'The line of a key file' })),
  passphrase: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
};

export const SealState = component('SealState', 'Whether anything can be read', {
  sealed: Type.Boolean(),
});

export const SealSlot = component('SealSlot', 'One way to the root key', {
  id: Type.String({ format: 'uuid' }),
  kind: Kind,
  fingerprint: Type.String({ description: 'Names the key to people; tells nothing of it' }),
  shares: Type.Union([
    Type.Object({ count: Type.Integer(), threshold: Type.Integer() }, { additionalProperties: false }),
    Type.Null(),
  ]),
});

export const SealSlots = listOf('SealSlots', SealSlot);

export const AddedSealSlot = component('AddedSealSlot', 'A new slot', {
  slot: SealSlot,
  shares: Type.Array(Type.String(), { description: 'Shown this once; one for each of those who keep them' }),
});

export const NewSlotBody = closed({
  kind: Kind,
  ...Secret,
  count: Type.Optional(Type.Integer({ minimum: 2, maximum: 255, description: 'How many shares to make' })),
  threshold: Type.Optional(Type.Integer({ minimum: 2, maximum: 255, description: 'How many are needed' })),
});

export const SlotSecretBody = closed({
  kind: Kind,
  ...Secret,
  shares: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 255 })),
});

export const SlotParams = closed({ id: Type.String({ format: 'uuid' }) });

export const Keys = component('Keys', 'The keys of the keyring, never their bytes', {
  keys: Type.Array(
    Type.Object(
      { purpose: Type.String(), term: Type.Integer(), active: Type.Boolean() },
      { additionalProperties: false },
    ),
  ),
  rotation: Type.Union([
    Type.Object(
      {
        purpose: Type.String(),
        renewed: Type.Integer({ description: 'Rows that were moved to the new key' }),
        total: Type.Integer({ description: 'Rows that there are to look at' }),
        blocked: Type.Integer({ description: 'Rows that do not verify and keep the old key' }),
      },
      { additionalProperties: false },
    ),
    Type.Null(),
  ]),
});

export const RotateBody = closed({
  what: Type.Enum(['root', 'kek', 'credential', 'row-mac', 'audit-sign']),
  slots: Type.Optional(
    Type.Array(SlotSecretBody, {
      maxItems: 16,
      description: 'For the root key: what opens the slots that stay, beside that of the server itself',
    }),
  ),
  removeOthers: Type.Optional(Type.Boolean({ description: 'Slots that nothing was given for go' })),
  remove: Type.Optional(
    Type.Array(Type.String({ format: 'uuid' }), { maxItems: 64, description: 'Slots that go in any case' }),
  ),
});

export const Rotated = component('Rotated', 'What a rotation has begun with', {
  term: Type.Union([Type.Integer(), Type.Null()], { description: 'The new term; null for the root key' }),
  kept: Type.Array(SealSlot),
  removed: Type.Array(SealSlot),
});

export const UnsealBody = closed({
  ...SlotSecretBody.properties,
  ceremony: Type.Optional(
    Type.String({ format: 'uuid', description: 'As the answer to the first share named it' }),
  ),
});
