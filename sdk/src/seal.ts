// The calls on the seal and the keys: what opens the root key, sealing and unsealing, and rotation.
import type { CallOptions, Transport } from './transport.ts';
import type { Schemas } from './types.ts';

export type SealSlot = Schemas['SealSlot'];
export type AddedSealSlot = Schemas['AddedSealSlot'];
export type Keys = Schemas['Keys'];
export type Rotated = Schemas['Rotated'];

/** What opens a slot; `key` is the line of a key file. */
export type SlotSecret =
  | { readonly kind: 'key-file' | 'environment'; readonly key: string }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'key-file-and-passphrase'; readonly key: string; readonly passphrase: string }
  | { readonly kind: 'shares'; readonly shares: readonly string[] };

export type NewSlot =
  | Exclude<SlotSecret, { readonly kind: 'shares' }>
  | { readonly kind: 'shares'; readonly count: number; readonly threshold: number };

export interface SealState {
  readonly sealed: boolean;
  /** While sealed: the slots that could be opened. */
  readonly slots?: readonly SealSlot[];
}

export interface Unsealed {
  readonly sealed: boolean;
  /** While shares are missing: names the ceremony that the next ones belong to. */
  readonly ceremony?: string;
  readonly given?: number;
  readonly needed?: number;
}

const PATH = '/pv/v1/seal';

export class Seal {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Needs no token. */
  async status(options: CallOptions = {}): Promise<SealState> {
    return (await this.#transport.send({ method: 'GET', path: PATH, ...options })).body as SealState;
  }

  /** Needs no token. Shares may come one after the other, under the ceremony that the first answer named. */
  async unseal(
    secret: SlotSecret & { readonly ceremony?: string },
    options: CallOptions = {},
  ): Promise<Unsealed> {
    return (await this.#post('/unseal', secret, options)) as Unsealed;
  }

  /** Nothing can be read any more until the server is unsealed or started again. */
  async seal(options: CallOptions = {}): Promise<void> {
    await this.#transport.send({ method: 'POST', path: `${PATH}/seal`, ...options });
  }

  async slots(options: CallOptions = {}): Promise<readonly SealSlot[]> {
    const answer = await this.#transport.send({ method: 'GET', path: `${PATH}/slots`, ...options });
    return (answer.body as { readonly items: readonly SealSlot[] }).items;
  }

  /** Shares are made by the server and are in this answer alone. */
  async addSlot(slot: NewSlot, options: CallOptions = {}): Promise<AddedSealSlot> {
    return (await this.#post('/slots', slot, options)) as AddedSealSlot;
  }

  async removeSlot(id: string, options: CallOptions = {}): Promise<void> {
    const path = `${PATH}/slots/${encodeURIComponent(id)}`;
    await this.#transport.send({ method: 'DELETE', path, ...options });
  }

  /** The slot that this opens; `unauthenticated` when there is none. */
  async test(secret: SlotSecret, options: CallOptions = {}): Promise<SealSlot> {
    return (await this.#post('/test', secret, options)) as SealSlot;
  }

  async keys(options: CallOptions = {}): Promise<Keys> {
    return (await this.#transport.send({ method: 'GET', path: '/pv/v1/keys', ...options })).body as Keys;
  }

  /** A new key; rows move to it in the background, as `keys` tells. */
  async rotate(
    input: {
      readonly what: 'root' | 'kek' | 'credential' | 'row-mac' | 'audit-sign';
      readonly slots?: readonly SlotSecret[];
      readonly removeOthers?: boolean;
      readonly remove?: readonly string[];
    },
    options: CallOptions = {},
  ): Promise<Rotated> {
    const call = { method: 'POST', path: '/pv/v1/keys/rotate', body: input } as const;
    return (await this.#transport.send({ ...call, ...options })).body as Rotated;
  }

  async #post(path: string, body: unknown, options: CallOptions): Promise<unknown> {
    return (await this.#transport.send({ method: 'POST', path: PATH + path, body, ...options })).body;
  }
}
