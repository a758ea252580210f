// The seal and its slots, and the rotation of keys, for those who hold `manage-keys`. Whether the server is sealed is
// told to everybody.
import type { Core } from '../../core/index.ts';
import { callerOf } from './auth.ts';
import { empty, operation } from './openapi.ts';
import type { NativeApp } from './openapi.ts';
import * as schemas from './seal-schemas.ts';
import { fromWireNewSlot, fromWireSlotSecret } from './seal-wire.ts';

const TAG = 'keys';

/** The one route that needs no token. */
export function registerSealState(app: NativeApp): void {
  app.get(
    '/pv/v1/seal',
    {
      schema: operation({
        id: 'readSeal',
        tag: TAG,
        summary: 'Whether the server is sealed',
        description: 'A sealed server answers here what is missing, and everywhere else 503 `sealed`.',
        open: true,
        success: { 200: schemas.SealState },
      }),
    },
    async () => ({ sealed: false }),
  );
}

export function registerSealRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/seal/slots',
    {
      schema: operation({
        id: 'listSealSlots',
        tag: TAG,
        summary: 'The ways to the root key',
        success: { 200: schemas.SealSlots },
        errors: [403],
      }),
    },
    async (request) => ({ items: await core.listSealSlots(callerOf(request)) }),
  );

  app.post(
    '/pv/v1/seal/slots',
    {
      schema: {
        ...operation({
          id: 'addSealSlot',
          tag: TAG,
          summary: 'Adds a way to the root key',
          success: { 201: schemas.AddedSealSlot },
          errors: [403, 409, 413, 415],
        }),
        body: schemas.NewSlotBody,
      },
    },
    async (request, reply) => {
      const { slot, shares } = await core.addSealSlot(callerOf(request), fromWireNewSlot(request.body));
      return reply.code(201).send({ slot, shares: shares.map((share) => share.reveal()) });
    },
  );

  app.delete(
    '/pv/v1/seal/slots/:id',
    {
      schema: {
        ...operation({
          id: 'removeSealSlot',
          tag: TAG,
          summary: 'Removes a way to the root key; the last one stays',
          description: 'Copies of the database from before still open with it; a new root key ends that.',
          success: { 204: empty('The slot is gone') },
          errors: [403, 404, 409],
        }),
        params: schemas.SlotParams,
      },
    },
    async (request, reply) => {
      await core.removeSealSlot(callerOf(request), request.params);
      return reply.code(204).send();
    },
  );

  app.post(
    '/pv/v1/seal/test',
    {
      schema: {
        ...operation({
          id: 'testSealSlot',
          tag: TAG,
          summary: 'Which slot this opens, tried by unwrapping the root key',
          success: { 200: schemas.SealSlot },
          errors: [403, 413, 415],
        }),
        body: schemas.SlotSecretBody,
      },
    },
    async (request) => core.testSealSlot(callerOf(request), fromWireSlotSecret(request.body)),
  );

  app.post(
    '/pv/v1/seal/seal',
    {
      schema: operation({
        id: 'sealServer',
        tag: TAG,
        summary: 'Forgets the keys: nothing can be read until the server is unsealed or started again',
        success: { 204: empty('The server is being sealed') },
        errors: [403],
      }),
    },
    async (request, reply) => {
      await core.sealServer(callerOf(request));
      return reply.code(204).send();
    },
  );
}

export function registerKeyRoutes(app: NativeApp, core: Core): void {
  app.get(
    '/pv/v1/keys',
    {
      schema: operation({
        id: 'listKeys',
        tag: TAG,
        summary: 'The keys of the keyring by purpose and term, and how far a rotation is',
        success: { 200: schemas.Keys },
        errors: [403],
      }),
    },
    async (request) => core.listKeys(callerOf(request)),
  );

  app.post(
    '/pv/v1/keys/rotate',
    {
      schema: {
        ...operation({
          id: 'rotateKeys',
          tag: TAG,
          summary: 'Makes a new key; rows move to it in the background',
          success: { 202: schemas.Rotated },
          errors: [403, 409, 413, 415],
        }),
        body: schemas.RotateBody,
      },
    },
    async (request, reply) => {
      const { slots = [], ...rest } = request.body;
      const secrets = slots.map((slot, index) => fromWireSlotSecret(slot, `slots.${index}`));
      const rotated = await core.rotateKeys(callerOf(request), { ...rest, slots: secrets });
      return reply.code(202).send(rotated);
    },
  );
}
