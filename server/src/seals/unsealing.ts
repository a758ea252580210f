// Attempts to open the seal of a sealed server. Shares are collected in ceremonies: each begins with a good share and has
// a secret name, so nobody adds to, ends or crowds out somebody else's. Wrong attempts are counted by address.
import { AppError, invalidInput } from '../base/errors.ts';
import type { KeyStore, SealSlot, SlotSecret, SlotSummary } from '../core/ports/index.ts';
import { combineShares, judgeShare, openRootKey } from '../crypto/index.ts';
import { openSlot, summaryOf } from './slot-key.ts';
import type { OpenedSlot } from './slot-key.ts';

export type Opener = Pick<OpenedSlot, 'slot' | 'rootKey'>;

export type Attempt =
  | { readonly opened: Opener }
  | { readonly ceremony: string; readonly given: number; readonly needed: number };

const WINDOW_MS = 60_000;
const MAX_WRONG = 10;
const MAX_ADDRESSES = 10_000;
const CEREMONY_MS = 60 * 60_000;
const MAX_CEREMONIES = 64;
/** A passphrase takes much memory and time. */
const MAX_WAITING = 8;

interface Ceremony {
  readonly slot: SealSlot;
  readonly shares: Map<number, string>;
  readonly endsAt: number;
}

export class Unsealing {
  readonly #store: KeyStore;
  readonly #now: () => number;
  readonly #wrong = new Map<string, { count: number; readonly until: number }>();
  readonly #ceremonies = new Map<string, Ceremony>();
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(store: KeyStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async slots(): Promise<readonly SlotSummary[]> {
    return (await this.#slots()).map(summaryOf);
  }

  /**
   * `rate-limited` after too many wrong attempts of an address, `unauthenticated` with reason `seal` for what opens
   * nothing, `invalid-input` that names a bad share, `not-found` for another ceremony.
   */
  async attempt(address: string, secret: SlotSecret, ceremony: string | null): Promise<Attempt> {
    this.#requireTries(address);
    try {
      if (secret.kind === 'shares') return await this.#collect(secret, ceremony);
      const opened = await this.#inTurn(async () => openSlot(await this.#slots(), secret));
      if (opened !== null) return { opened };
      throw new AppError('unauthenticated', 'This opens no seal slot.', { details: { reason: 'seal' } });
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'rate-limited')) this.#countWrong(address);
      throw error;
    }
  }

  async #collect(
    { shares }: Extract<SlotSecret, { readonly kind: 'shares' }>,
    name: string | null,
  ): Promise<Attempt> {
    const texts = shares.map((share) => share.reveal().trim());
    const slot = name === null ? await this.#slotOf(texts) : this.#ceremony(name).slot;
    const { shares: parameters } = slot.params;
    if (parameters === undefined) throw new AppError('integrity-failed', 'A stored seal slot is damaged.');
    // All are judged before any is kept.
    const numbered = texts.map((text) => [judgeShare(text, slot.id, parameters), text] as const);
    const known = name === null ? new Map<number, string>() : this.#ceremony(name).shares;
    const all = new Map(known);
    for (const [number, text] of numbered) {
      if (all.has(number)) {
        throw invalidInput({ path: 'shares', message: `has share ${number} twice` });
      }
      all.set(number, text);
    }
    if (all.size >= parameters.threshold) {
      const slotKey = await combineShares([...all.values()], slot.id, parameters);
      const rootKey = openRootKey(slotKey, slot.params.instanceId, slot.id, slot.sealedRoot);
      return { opened: { slot, rootKey } };
    }
    const ceremony = name ?? this.#begin(slot);
    for (const [number, text] of numbered) this.#ceremony(ceremony).shares.set(number, text);
    return { ceremony, given: all.size, needed: parameters.threshold };
  }

  /** The slot of the first share; `invalid-input` when it belongs to none. */
  async #slotOf([text = '']: readonly string[]): Promise<SealSlot> {
    let refusal: unknown = new AppError('not-found', 'This store has no shares.');
    for (const slot of await this.#slots()) {
      if (slot.params.shares === undefined) continue;
      try {
        judgeShare(text, slot.id, slot.params.shares);
        return slot;
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }

  #begin(slot: SealSlot): string {
    const now = this.#now();
    for (const [name, { endsAt }] of this.#ceremonies) if (endsAt <= now) this.#ceremonies.delete(name);
    if (this.#ceremonies.size >= MAX_CEREMONIES) {
      throw new AppError('rate-limited', 'Too many ceremonies are under way. Add to one of them.', {
        details: { retryAfterSeconds: 60 },
      });
    }
    const name = crypto.randomUUID();
    this.#ceremonies.set(name, { slot, shares: new Map(), endsAt: now + CEREMONY_MS });
    return name;
  }

  #ceremony(name: string): Ceremony {
    const found = this.#ceremonies.get(name);
    if (found === undefined || found.endsAt <= this.#now()) {
      throw new AppError('not-found', 'There is no such ceremony, or it has ended. Begin a new one.');
    }
    return found;
  }

  #requireTries(address: string): void {
    const wrong = this.#wrong.get(address);
    if (wrong === undefined || wrong.until <= this.#now() || wrong.count < MAX_WRONG) return;
    const retryAfterSeconds = Math.ceil((wrong.until - this.#now()) / 1000);
    throw new AppError('rate-limited', 'Too many wrong attempts. Try again later.', {
      details: { retryAfterSeconds },
    });
  }

  #countWrong(address: string): void {
    const now = this.#now();
    const before = this.#wrong.get(address);
    if (before !== undefined && before.until > now) {
      before.count += 1;
      return;
    }
    if (this.#wrong.size >= MAX_ADDRESSES) {
      const oldest = this.#wrong.keys().next().value;
      if (oldest !== undefined) this.#wrong.delete(oldest);
    }
    this.#wrong.delete(address);
    this.#wrong.set(address, { count: 1, until: now + WINDOW_MS });
  }

  /** One passphrase after the other; `rate-limited` when too many wait. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MAX_WAITING) {
      throw new AppError('rate-limited', 'Too many attempts at once. Try again in a moment.', {
        details: { retryAfterSeconds: 2, reason: 'busy' },
      });
    }
    this.#waiting += 1;
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #slots(): Promise<readonly SealSlot[]> {
    return (await this.#store.readKeyMaterial())?.slots ?? [];
  }
}
