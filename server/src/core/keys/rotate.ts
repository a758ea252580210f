// Beginning a rotation, and how far it is. The root key changes at once, since it wraps the keyring alone; the terms of
// the keyring change at once for what is written from then on, and row by row for what is there.
import { invalidInput } from '../../base/errors.ts';
import type { KeyPurpose } from '../../crypto/index.ts';
import { KEY_PURPOSES } from '../../crypto/index.ts';
import type { Caller } from '../caller.ts';
import { operate } from '../operation.ts';
import type { Ports } from '../ports/deps.ts';
import type { Prepared, SlotSecret, SlotSummary } from '../ports/seal.ts';
import { deskOf } from './seal.ts';
import type { Rotation, RotationProgress } from './rotation.ts';

export interface KeysReport {
  readonly keys: readonly { readonly purpose: KeyPurpose; readonly term: number; readonly active: boolean }[];
  readonly rotation: RotationProgress | null;
}

export interface RotateInput {
  readonly what: KeyPurpose | 'root';
  /** For the root key: what opens the slots that stay, besides the one that the server opens by itself. */
  readonly slots?: readonly SlotSecret[];
  readonly removeOthers?: boolean;
  /** Slots that go although they could stay. */
  readonly remove?: readonly string[];
}

export interface Rotated {
  /** The new term; null for the root key. */
  readonly term: number | null;
  readonly kept: readonly SlotSummary[];
  readonly removed: readonly SlotSummary[];
}

const rotations = new WeakMap<Ports, Rotation>();

/** Called by createCore. */
export function attachRotation(ports: Ports, rotation: Rotation): Rotation {
  rotations.set(ports, rotation);
  return rotation;
}

/** The keys of the keyring, never their bytes, and how far a rotation is. */
export async function listKeys(ports: Ports, caller: Caller): Promise<KeysReport> {
  return operate(ports, caller, {
    name: 'keys.list',
    requires: { on: 'installation', action: 'manage-keys' },
    object: { kind: 'store' },
    run: async () => {
      const keys = KEY_PURPOSES.flatMap((purpose) => {
        const terms = ports.keyring.terms(purpose);
        return terms.map((term, index) => ({ purpose, term, active: index === terms.length - 1 }));
      });
      return { result: { keys, rotation: rotations.get(ports)?.progress ?? null } };
    },
  });
}

/** A new key. `conflict` that names the slots that would be lost with a new root key. */
export async function rotateKeys(ports: Ports, caller: Caller, input: RotateInput): Promise<Rotated> {
  const { what, slots = [], removeOthers = false, remove = [] } = input;
  const prepared = await operate<Prepared<Rotated>>(ports, caller, {
    name: 'keys.rotate',
    requires: { on: 'installation', action: 'manage-keys' },
    object: { kind: 'store', name: what },
    run: async () => {
      const desk = deskOf(ports);
      if (what === 'root') {
        const { result, apply } = await desk.prepareRoot({ secrets: slots, removeOthers, remove });
        return { result: { result: { term: null, ...result }, apply } };
      }
      if (slots.length + remove.length > 0 || removeOthers) {
        throw invalidInput({ path: 'what', message: 'has slots only for the root key' });
      }
      const { result: term, apply } = desk.prepareTerm(what);
      return {
        result: { result: { term, kept: [], removed: [] }, apply },
        objects: [{ kind: 'store', name: what, versionAfter: term }],
      };
    },
  });
  await prepared.apply();
  rotations.get(ports)?.wake();
  return prepared.result;
}
