// What core needs from the seal: its slots and the terms of the keyring. Each change is prepared first, which judges it,
// and made when its audit event is durable.
import type { SecretText } from '../../base/secret-text.ts';
import type { KeyPurpose } from '../../crypto/index.ts';

export const SLOT_KINDS = [
  'key-file',
  'environment',
  'passphrase',
  'key-file-and-passphrase',
  'shares',
] as const;
export type SlotKind = (typeof SLOT_KINDS)[number];

export interface SlotSummary {
  readonly id: string;
  readonly kind: SlotKind;
  /** Names the key to people; empty where it would help somebody who guesses. */
  readonly fingerprint: string;
  /** How many shares there are and how many are needed. */
  readonly shares: { readonly count: number; readonly threshold: number } | null;
}

/** What opens a slot. `key` is the line of a key file. */
export type SlotSecret =
  | { readonly kind: 'key-file' | 'environment'; readonly key: SecretText }
  | { readonly kind: 'passphrase'; readonly passphrase: SecretText }
  | {
      readonly kind: 'key-file-and-passphrase';
      readonly key: SecretText;
      readonly passphrase: SecretText;
    }
  | { readonly kind: 'shares'; readonly shares: readonly SecretText[] };

/** A slot to be made; shares are made by the server and shown once. */
export type NewSlot =
  | Exclude<SlotSecret, { readonly kind: 'shares' }>
  | { readonly kind: 'shares'; readonly count: number; readonly threshold: number };

export interface AddedSlot {
  readonly slot: SlotSummary;
  /** The texts to be given to people, one each; empty for other kinds. */
  readonly shares: readonly SecretText[];
}

/** A change that was judged and is not made yet. */
export interface Prepared<Result> {
  readonly result: Result;
  readonly apply: () => Promise<void>;
}

export interface SealDesk {
  slots(): Promise<readonly SlotSummary[]>;
  /** `invalid-input` for a secret that is none of its kind. */
  prepareSlot(slot: NewSlot): Promise<Prepared<AddedSlot>>;
  /** `not-found` for another id, `conflict` for the last one. */
  prepareRemoval(id: string): Promise<Prepared<SlotSummary>>;
  /** The slot that this opens, by unwrapping the root key. `unauthenticated` with reason `seal` when there is none. */
  test(secret: SlotSecret): Promise<SlotSummary>;
  /** A new active term of a purpose; the others only open from then on. */
  prepareTerm(purpose: KeyPurpose): Prepared<number>;
  /** Removes terms of a purpose that are not active. */
  removeTerms(purpose: KeyPurpose, terms: readonly number[]): Promise<void>;
  /**
   * A new root key, in the slots that these secrets or the server's own key open; all other slots go. `conflict` that
   * names them unless `removeOthers`, and when no slot would stay.
   */
  prepareRoot(input: {
    readonly secrets: readonly SlotSecret[];
    readonly removeOthers: boolean;
    /** Slots that go although they could stay. */
    readonly remove: readonly string[];
  }): Promise<Prepared<{ readonly kept: readonly SlotSummary[]; readonly removed: readonly SlotSummary[] }>>;
  /** Stops serving and forgets the keys; absent where nothing runs that could be sealed. */
  readonly seal?: () => void;
}
