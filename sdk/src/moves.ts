// The calls that move and copy secrets and spaces, with their history; no value passes through the client.
import type { CallOptions, Transport } from './transport.ts';
import type { SecretMetadata, Space } from './types.ts';

export interface MoveTarget {
  readonly from: string;
  readonly to: string;
  /** RFC 3339: until when the old address leads to the new one. */
  readonly aliasUntil?: string;
}

export class Moves {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** All of them or none. `name` is a new name for one secret alone. */
  async secrets(
    input: MoveTarget & { readonly names: readonly string[]; readonly name?: string },
    options: CallOptions = {},
  ): Promise<readonly SecretMetadata[]> {
    return this.#secrets('/pv/v1/move', input, options);
  }

  /** All secrets of the space without names. */
  async copy(
    input: {
      readonly from: string;
      readonly to: string;
      readonly names?: readonly string[];
      readonly name?: string;
    },
    options: CallOptions = {},
  ): Promise<readonly SecretMetadata[]> {
    return this.#secrets('/pv/v1/copy', input, options);
  }

  /** To a path at which there is no space. */
  async space(
    input: MoveTarget,
    options: CallOptions = {},
  ): Promise<{ readonly space: Space; readonly secrets: number }> {
    const path = '/pv/v1/spaces/move';
    const answer = await this.#transport.send({ method: 'POST', path, body: input, ...options });
    return answer.body as { readonly space: Space; readonly secrets: number };
  }

  async #secrets(path: string, body: unknown, options: CallOptions): Promise<readonly SecretMetadata[]> {
    const answer = await this.#transport.send({ method: 'POST', path, body, ...options });
    return (answer.body as { readonly items: readonly SecretMetadata[] }).items;
  }
}
