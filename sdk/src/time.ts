// The calls on moments of spaces. Times are RFC 3339 text.
import type { CallOptions, Transport } from './transport.ts';
import type { SecretMetadata } from './types.ts';

export interface DiffSide {
  readonly version: number;
  /** Only where values were asked for; null where they cannot be read any more. */
  readonly fields?: Readonly<Record<string, string>> | null;
}

export interface SpaceDiff {
  /** Whether contents were compared; else versions were. */
  readonly contents: boolean;
  readonly items: readonly {
    readonly name: string;
    readonly change: 'added' | 'removed' | 'changed' | 'described';
    readonly from: DiffSide | null;
    readonly to: DiffSide | null;
  }[];
}

export interface RestoreStep {
  readonly name: string;
  readonly nameNow: string;
  readonly steps: readonly ('untrash' | 'trash' | 'content' | 'metadata' | 'lost' | 'elsewhere')[];
  readonly versionNow: number;
  readonly versionThen: number | null;
}

interface List<T> {
  readonly items: readonly T[];
}

export class Time {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Metadata of a space as it was. */
  async list(
    query: { readonly space: string; readonly at: string },
    options: CallOptions = {},
  ): Promise<readonly SecretMetadata[]> {
    const path = '/pv/v1/spaces/at';
    const answer = await this.#transport.send({ method: 'GET', path, query, ...options });
    return (answer.body as List<SecretMetadata>).items;
  }

  /** What differs between two moments of a space, or between two spaces. */
  async diff(
    query: {
      readonly from: string;
      readonly to?: string;
      readonly fromAt?: string;
      readonly toAt?: string;
      readonly values?: boolean;
    },
    options: CallOptions = {},
  ): Promise<SpaceDiff> {
    const path = '/pv/v1/diff';
    const answer = await this.#transport.send({ method: 'GET', path, query: { ...query }, ...options });
    return answer.body as SpaceDiff;
  }

  /** Takes a space back to a moment, or tells what that would change. */
  async restore(
    input: { readonly space: string; readonly at: string; readonly preview?: boolean },
    options: CallOptions = {},
  ): Promise<readonly RestoreStep[]> {
    const path = '/pv/v1/spaces/restore';
    const answer = await this.#transport.send({ method: 'POST', path, body: input, ...options });
    return (answer.body as List<RestoreStep>).items;
  }
}
