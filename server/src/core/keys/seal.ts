// The slots of the seal, for administrators. A change is judged first, recorded, and made when its event is durable.
import { AppError } from '../../base/errors.ts';
import type { AuditObject } from '../audit/event.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { AddedSlot, NewSlot, SealDesk, SlotSecret, SlotSummary } from '../ports/seal.ts';

const REQUIRES = { on: 'installation', action: 'manage-keys' } as const;

/** Every slot; what opens them is never told. */
export async function listSealSlots(ports: Ports, caller: Caller): Promise<readonly SlotSummary[]> {
  return operate(ports, caller, {
    name: 'seal.list',
    requires: REQUIRES,
    object: { kind: 'store' },
    run: async () => {
      const slots = await deskOf(ports).slots();
      return { result: slots, objects: [{ kind: 'store', count: slots.length }] };
    },
  });
}

/** Shares are made here and shown this once. */
export async function addSealSlot(ports: Ports, caller: Caller, input: NewSlot): Promise<AddedSlot> {
  const prepared = await operate(ports, caller, {
    name: 'seal.add-slot',
    requires: REQUIRES,
    object: { kind: 'store', name: input.kind },
    run: async () => {
      const result = await deskOf(ports).prepareSlot(input);
      return { result, objects: [objectOf(result.result.slot)] };
    },
  });
  await prepared.apply();
  return prepared.result;
}

/** `conflict` for the last one. Copies of the database from before still open with what opened it. */
export async function removeSealSlot(
  ports: Ports,
  caller: Caller,
  input: { readonly id: string },
): Promise<void> {
  const prepared = await operate(ports, caller, {
    name: 'seal.remove-slot',
    requires: REQUIRES,
    object: { kind: 'store', id: input.id },
    run: async () => {
      const result = await deskOf(ports).prepareRemoval(input.id);
      return { result, objects: [objectOf(result.result)] };
    },
  });
  await prepared.apply();
}

/** The slot that it opens, by unwrapping. `unauthenticated`, reason `seal`, when there is none. */
export async function testSealSlot(ports: Ports, caller: Caller, secret: SlotSecret): Promise<SlotSummary> {
  return operate(ports, caller, {
    name: 'seal.test-slot',
    requires: REQUIRES,
    object: { kind: 'store', name: secret.kind },
    run: async () => {
      const slot = await deskOf(ports).test(secret);
      return { result: slot, objects: [objectOf(slot)] };
    },
  });
}

/** Forgets the keys: nothing can be read until the server is unsealed or started again. */
export async function sealServer(ports: Ports, caller: Caller): Promise<void> {
  const seal = await operate(ports, caller, {
    name: 'seal.seal',
    requires: REQUIRES,
    object: { kind: 'store' },
    run: async () => {
      const { seal: close } = deskOf(ports);
      if (close === undefined) throw new AppError('unavailable', 'This server cannot be sealed.');
      return { result: close };
    },
  });
  seal();
}

export function deskOf({ seal }: Ports): SealDesk {
  if (seal === undefined) throw new AppError('unavailable', 'This server runs without its seal.');
  return seal;
}

function objectOf({ id, kind }: SlotSummary): AuditObject {
  return { kind: 'store', id, name: kind };
}
