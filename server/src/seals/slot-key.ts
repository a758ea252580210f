// From what somebody brings to the key of one slot, and to the root key behind it. That it unwraps is the only proof.
import { AppError, invalidInput } from '../base/errors.ts';
import type { SlotKind, SlotSecret, SlotSummary } from '../core/ports/index.ts';
import { bothKeys, combineShares, openRootKey, parseSlotKey, passphraseKey } from '../crypto/index.ts';
import type { PassphraseParameters, RootKey } from '../crypto/index.ts';
import type { SealSlot } from '../core/ports/index.ts';

/** The line of a key as bytes; `invalid-input` on `key` for any other text. */
export function slotKeyOf(text: string): Uint8Array {
  const key = parseSlotKey(text);
  if (key === null) {
    throw invalidInput({ path: 'key', message: 'is not the whole line of a Polyvault key file' });
  }
  return key;
}

/** The key of a slot that has these parameters. `invalid-input` that names a bad share. */
export async function deriveSlotKey(slot: SealSlot, secret: SlotSecret): Promise<Uint8Array> {
  switch (secret.kind) {
    case 'key-file':
    case 'environment':
      return slotKeyOf(secret.key.reveal());
    case 'passphrase':
      return passphraseKey(secret.passphrase.reveal(), parametersOf(slot));
    case 'key-file-and-passphrase': {
      const key = slotKeyOf(secret.key.reveal());
      return bothKeys(key, await passphraseKey(secret.passphrase.reveal(), parametersOf(slot)));
    }
    case 'shares': {
      const { shares } = slot.params;
      if (shares === undefined) throw damaged();
      return combineShares(
        secret.shares.map((share) => share.reveal()),
        slot.id,
        shares,
      );
    }
  }
}

export interface OpenedSlot {
  readonly slot: SealSlot;
  readonly slotKey: Uint8Array;
  readonly rootKey: RootKey;
}

/**
 * The slot of the secret's kind that it opens, or null. `invalid-input` for a bad share when no slot of shares is opened.
 */
export async function openSlot(slots: readonly SealSlot[], secret: SlotSecret): Promise<OpenedSlot | null> {
  let refusal: AppError | null = null;
  for (const slot of slots.filter(({ kind }) => kind === secret.kind)) {
    try {
      const slotKey = await deriveSlotKey(slot, secret);
      const rootKey = openRootKey(slotKey, slot.params.instanceId, slot.id, slot.sealedRoot);
      return { slot, slotKey, rootKey };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'invalid-input') refusal ??= error;
      else if (error.code !== 'decrypt-failed') throw error;
    }
  }
  if (refusal !== null) throw refusal;
  return null;
}

export function summaryOf({ id, kind, params }: SealSlot): SlotSummary {
  const { fingerprint, shares } = params;
  return {
    id,
    kind: kind as SlotKind,
    fingerprint,
    shares: shares === undefined ? null : { count: shares.hashes.length, threshold: shares.threshold },
  };
}

function parametersOf({ params }: SealSlot): PassphraseParameters {
  if (params.passphrase === undefined) throw damaged();
  return params.passphrase;
}

function damaged(): AppError {
  return new AppError('integrity-failed', 'A stored seal slot lacks its parameters.');
}
