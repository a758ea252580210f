// Where an agent gets the values of its space: from the server, and from the local copy only while the server cannot
// be reached. A refusal by the server ends the copy.
import { PolyvaultError } from '@polyvault/sdk';
import type { Client, ErrorCode, Secret } from '@polyvault/sdk';

import { CommandError, EXIT } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { ageText } from './local-copy.ts';
import type { LocalCopy } from './local-copy.ts';

const ABSENT: readonly ErrorCode[] = ['unreachable', 'unavailable', 'sealed', 'rate-limited'];
const REFUSED: readonly ErrorCode[] = ['unauthenticated', 'forbidden', 'not-found'];
/** A copy from further in the future has a wrong clock behind it. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export interface SourceOptions {
  readonly client: Client;
  readonly space: string;
  /** Null where no copy is kept. */
  readonly copy: LocalCopy | null;
  readonly maxAgeMs: number;
  readonly terminal: Terminal;
}

export class ValuesSource {
  readonly #options: SourceOptions;
  #etag: string | null = null;
  #items: readonly Secret[] = [];
  #confirmedAt = 0;
  /** What was said last of the server, so that it is said once. */
  #trouble: string | null = null;

  constructor(options: SourceOptions) {
    this.#options = options;
  }

  /** From the server, or from a copy that is young enough when the server is absent. */
  async first(signal: AbortSignal): Promise<readonly Secret[]> {
    try {
      return (await this.#fetch(signal)) ?? this.#items;
    } catch (error) {
      if (!isOneOf(error, ABSENT)) throw error;
      return await this.#fromCopy(error);
    }
  }

  /** The values when they may have changed; null when not, or when the server did not tell. Never throws for that. */
  async poll(signal: AbortSignal): Promise<readonly Secret[] | null> {
    try {
      const items = await this.#fetch(signal);
      if (this.#trouble !== null) this.#options.terminal.note('The server answers again.');
      this.#trouble = null;
      return items;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PolyvaultError)) throw error;
      const age = ageText(Date.now() - this.#confirmedAt);
      if (this.#trouble !== error.code) {
        this.#options.terminal.warn(`${error.message} Going on with the values of ${age} ago.`);
      }
      this.#trouble = error.code;
      return null;
    }
  }

  async #fetch(signal: AbortSignal): Promise<readonly Secret[] | null> {
    const { client, space, copy } = this.#options;
    try {
      const etag = this.#etag;
      const values = await client.values(space, { signal, ...(etag === null ? {} : { etag }) });
      if (values.changed) this.#items = values.items;
      this.#etag = values.etag;
      this.#confirmedAt = Date.now();
      await this.#keep();
      return values.changed ? values.items : null;
    } catch (error) {
      if (isOneOf(error, REFUSED)) copy?.remove();
      throw error;
    }
  }

  /** A copy that cannot be written is worth a warning; the values are there. */
  async #keep(): Promise<void> {
    const { copy, terminal } = this.#options;
    try {
      await copy?.write({ confirmedAt: this.#confirmedAt, items: this.#items });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (this.#trouble !== error.message) terminal.warn(error.message);
      this.#trouble = error.message;
    }
  }

  async #fromCopy(absent: PolyvaultError): Promise<readonly Secret[]> {
    const { copy, maxAgeMs, terminal } = this.#options;
    const content = (await copy?.read()) ?? null;
    if (content === null) throw absent;
    const ageMs = Date.now() - content.confirmedAt;
    const age = ageText(ageMs);
    if (ageMs > maxAgeMs || ageMs < -CLOCK_TOLERANCE_MS) {
      const problem = ageMs < 0 ? 'comes from the future' : `is ${age} old, which is too old`;
      throw new CommandError(
        EXIT.notStarted,
        `${absent.message} The local copy ${problem}.`,
        'Start the server, or allow an older copy with --max-age.',
        absent,
      );
    }
    terminal.warn(`${absent.message} Using the local copy, which is ${age} old.`);
    this.#items = content.items;
    this.#confirmedAt = content.confirmedAt;
    this.#trouble = absent.code;
    return content.items;
  }
}

function isOneOf(error: unknown, codes: readonly ErrorCode[]): error is PolyvaultError {
  return error instanceof PolyvaultError && codes.includes(error.code);
}
