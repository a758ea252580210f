// The values of spaces, kept in memory with their ETags: an unchanged space costs no value on the wire, and while the
// server cannot be reached the last values are given with their age, up to a limit. A refusal is never covered up.
import type { Client } from './client.ts';
import { PolyvaultError } from './errors.ts';
import type { ErrorCode } from './errors.ts';
import type { CallOptions } from './transport.ts';
import type { Secret } from './types.ts';

export interface KeptValues {
  readonly items: readonly Secret[];
  /** How long ago the server last confirmed them, in milliseconds; 0 when it just did. */
  readonly ageMs: number;
}

interface Entry {
  readonly etag: string | null;
  readonly items: readonly Secret[];
  readonly confirmedAt: number;
}

/** No answer, or one that says that nothing is wrong with the question. */
const ABSENT: readonly ErrorCode[] = ['unreachable', 'unavailable', 'sealed', 'rate-limited'];

export class CachedValues {
  readonly #client: Client;
  readonly #maxAgeMs: number;
  readonly #entries = new Map<string, Entry>();

  /** `maxAgeMs`: how old values may be that are given in place of an answer; 5 minutes unless said otherwise. */
  constructor(client: Client, options: { readonly maxAgeMs?: number } = {}) {
    this.#client = client;
    this.#maxAgeMs = options.maxAgeMs ?? 300_000;
  }

  /** Throws what `client.values` throws where there is nothing young enough, or the server refused. */
  async get(space: string, options: CallOptions = {}): Promise<KeptValues> {
    const known = this.#entries.get(space);
    const etag = known?.etag ?? null;
    try {
      const values = await this.#client.values(space, { ...options, ...(etag === null ? {} : { etag }) });
      const items = values.changed ? values.items : (known?.items ?? []);
      this.#entries.set(space, { etag: values.etag, items, confirmedAt: Date.now() });
      return { items, ageMs: 0 };
    } catch (error) {
      if (!(error instanceof PolyvaultError)) throw error;
      if (!ABSENT.includes(error.code)) {
        this.#entries.delete(space);
        throw error;
      }
      const ageMs = known === undefined ? Infinity : Date.now() - known.confirmedAt;
      if (known === undefined || ageMs > this.#maxAgeMs) throw error;
      return { items: known.items, ageMs };
    }
  }

  /** Forgets all values. */
  clear(): void {
    this.#entries.clear();
  }
}
