// Search results in their order, kept until anything in their space changes, so that neither the same search nor its next
// page searches and sorts again. Bounded by the ids that it holds; the oldest go first.

interface Kept {
  /** The state of the space at which they were found. */
  readonly state: string;
  readonly ids: readonly string[];
}

/** Ids of all results together; about 10 MiB. */
const MAX_IDS = 100_000;

export class KeptResults {
  readonly #kept = new Map<string, Kept>();
  #size = 0;

  get(key: string, state: string): readonly string[] | null {
    const found = this.#kept.get(key);
    return found?.state === state ? found.ids : null;
  }

  put(key: string, state: string, ids: readonly string[]): void {
    this.#drop(key);
    for (const oldest of this.#kept.keys()) {
      if (this.#size + ids.length <= MAX_IDS) break;
      this.#drop(oldest);
    }
    this.#kept.set(key, { state, ids });
    this.#size += ids.length;
  }

  #drop(key: string): void {
    this.#size -= this.#kept.get(key)?.ids.length ?? 0;
    this.#kept.delete(key);
  }
}
