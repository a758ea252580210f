// The open seal of a running server: adds, removes and tests slots, and gives the keyring new terms. The stored keys are
// read anew for each change and replaced in one transaction, so a change that was cut off has not happened.
import { AppError } from '../base/errors.ts';
import type { AddedSlot, NewSlot, Prepared, SealDesk, SlotSecret, SlotSummary } from '../core/ports/index.ts';
import { Keyring, RootKey, sealRootKey } from '../crypto/index.ts';
import type { KeyPurpose } from '../crypto/index.ts';
import type { KeyMaterial, KeyStore } from '../core/ports/index.ts';
import { makeSlot } from './make-slot.ts';
import { openSlot, summaryOf } from './slot-key.ts';
import type { OpenedSlot } from './slot-key.ts';

export interface DeskOptions {
  readonly store: KeyStore;
  readonly keyring: Keyring;
  readonly rootKey: RootKey;
  readonly now: () => number;
  /** What this server opens the store with at its start, if it does so alone. */
  readonly own: () => readonly SlotSecret[];
  readonly seal?: () => void;
}

export class OpenSealDesk implements SealDesk {
  readonly #options: DeskOptions;
  readonly seal?: () => void;
  #rootKey: RootKey;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#rootKey = options.rootKey;
    if (options.seal !== undefined) this.seal = options.seal;
  }

  async slots(): Promise<readonly SlotSummary[]> {
    return (await this.#material()).slots.map(summaryOf);
  }

  async prepareSlot(input: NewSlot): Promise<Prepared<AddedSlot>> {
    this.#requireChangeable();
    const rootKey = this.#rootKey;
    const { slot, shares } = await makeSlot(rootKey, this.#options.keyring.instanceId, input);
    return {
      result: { slot: summaryOf(slot), shares },
      apply: async () => {
        this.#requireSame(rootKey);
        const material = await this.#material();
        await this.#replace({ ...material, slots: [...material.slots, slot] });
      },
    };
  }

  async prepareRemoval(id: string): Promise<Prepared<SlotSummary>> {
    this.#requireChangeable();
    const without = async () => {
      const material = await this.#material();
      const slot = material.slots.find((one) => one.id === id);
      if (slot === undefined) throw new AppError('not-found', 'There is no such seal slot.');
      const slots = material.slots.filter((one) => one !== slot);
      if (slots.length === 0) {
        throw new AppError('conflict', 'This is the last seal slot; add another one first.');
      }
      return { slot, material: { ...material, slots } };
    };
    return {
      result: summaryOf((await without()).slot),
      apply: async () => this.#replace((await without()).material),
    };
  }

  async test(secret: SlotSecret): Promise<SlotSummary> {
    const opened = await openSlot((await this.#material()).slots, secret);
    if (opened !== null && opened.rootKey.equals(this.#rootKey)) return summaryOf(opened.slot);
    throw new AppError('unauthenticated', 'This opens no seal slot.', { details: { reason: 'seal' } });
  }

  prepareTerm(purpose: KeyPurpose): Prepared<number> {
    this.#requireChangeable();
    const { keyring } = this.#options;
    const term = Math.max(...keyring.terms(purpose)) + 1;
    return {
      result: term,
      apply: async () => {
        const material = await this.#material();
        const rows = Keyring.withNewTerm(this.#rootKey, keyring.instanceId, material.keyring, purpose);
        await this.#replace({ ...material, keyring: rows });
      },
    };
  }

  async removeTerms(purpose: KeyPurpose, terms: readonly number[]): Promise<void> {
    const material = await this.#material();
    const gone = (row: KeyMaterial['keyring'][number]) =>
      row.purpose === purpose && terms.includes(row.term) && !row.active;
    await this.#replace({ ...material, keyring: material.keyring.filter((row) => !gone(row)) });
  }

  async prepareRoot({ secrets, removeOthers, remove }: Parameters<SealDesk['prepareRoot']>[0]) {
    this.#requireChangeable();
    const rootKey = this.#rootKey;
    const { slots } = await this.#material();
    const kept = new Map<string, OpenedSlot>();
    const own = this.#options.own();
    for (const secret of [...own, ...secrets]) {
      const opened = await openSlot(slots, secret);
      if (opened === null && own.includes(secret)) continue;
      if (opened === null) {
        throw new AppError('unauthenticated', `This ${secret.kind} opens no seal slot.`, {
          details: { reason: 'seal' },
        });
      }
      if (!remove.includes(opened.slot.id)) kept.set(opened.slot.id, opened);
    }
    const removed = slots.filter(({ id }) => !kept.has(id));
    const lost = removed.filter(({ id }) => !remove.includes(id));
    if (lost.length > 0 && !removeOthers) {
      const names = lost.map(({ id, kind }) => `${kind} ${id}`).join(', ');
      throw new AppError(
        'conflict',
        `These slots cannot be kept without what opens them: ${names}. Give it, or say that they may go.`,
      );
    }
    if (kept.size === 0) throw new AppError('conflict', 'No seal slot would open the store any more.');
    return {
      result: {
        kept: [...kept.values()].map(({ slot }) => summaryOf(slot)),
        removed: removed.map(summaryOf),
      },
      apply: async () => {
        this.#requireSame(rootKey);
        await this.#changeRoot([...kept.values()]);
      },
    };
  }

  async #changeRoot(kept: readonly OpenedSlot[]): Promise<void> {
    const { instanceId } = this.#options.keyring;
    const next = RootKey.generate();
    const slots = kept.map(({ slot, slotKey }) => ({
      ...slot,
      sealedRoot: sealRootKey(next, slotKey, instanceId, slot.id),
    }));
    const keyring = Keyring.reseal(this.#rootKey, next, instanceId, (await this.#material()).keyring);
    await this.#options.store.replaceKeys?.({ slots, keyring }, this.#options.now());
    this.#rootKey = next;
  }

  /** `unavailable` on an engine of several nodes. */
  #requireChangeable(): void {
    if (this.#options.store.replaceKeys !== undefined) return;
    throw new AppError(
      'unavailable',
      'Slots and keys of a store on PostgreSQL cannot be changed yet: its other nodes would not learn of it.',
    );
  }

  /** `conflict` when the root key was changed between the judgement and the change. */
  #requireSame(rootKey: RootKey): void {
    if (this.#rootKey !== rootKey) {
      throw new AppError('conflict', 'The root key was changed meanwhile; try again.');
    }
  }

  async #material(): Promise<KeyMaterial> {
    const material = await this.#options.store.readKeyMaterial();
    if (material === null) throw new AppError('integrity-failed', 'The store has lost its sealed keys.');
    return material;
  }

  async #replace(material: KeyMaterial): Promise<void> {
    await this.#options.store.replaceKeys?.(material, this.#options.now());
    this.#options.keyring.reload(this.#rootKey, material.keyring);
  }
}
