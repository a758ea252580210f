// The calls on the trash: what is in it, what comes back under which name, and what goes for good.
import type { CallOptions, Transport } from './transport.ts';
import type { Delivery, SecretMetadata, Space } from './types.ts';

export interface TrashedSecret {
  /** Names it in the trash, where several may have had one name. */
  readonly id: string;
  readonly secret: SecretMetadata;
  readonly deletedAt: string;
  /** When it is purged by itself; null where the trash is kept for ever. */
  readonly purgeAt: string | null;
}

export interface TrashedSpace {
  readonly id: string;
  /** The path that it had. */
  readonly path: string;
  readonly deletedAt: string;
  readonly deletedBy: string;
  readonly purgeAt: string | null;
}

export interface TrashPage {
  readonly secrets: readonly TrashedSecret[];
  /** Spaces that were at the path or below it; on the first page only. */
  readonly spaces: readonly TrashedSpace[];
  readonly nextCursor: string | null;
}

export class Trash {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async list(
    query: { readonly space: string; readonly limit?: number; readonly cursor?: string },
    options: CallOptions = {},
  ): Promise<TrashPage> {
    const path = '/pv/v1/trash';
    const answer = await this.#transport.send({ method: 'GET', path, query: { ...query }, ...options });
    return answer.body as TrashPage;
  }

  /** `conflict` on a field that is taken again: give another one. */
  async restoreSecret(
    ref: { readonly space: string; readonly id: string },
    as: { readonly name?: string; readonly delivery?: Partial<Delivery> } = {},
    options: CallOptions = {},
  ): Promise<SecretMetadata> {
    const answer = await this.#transport.send({
      method: 'POST',
      path: `/pv/v1/trash/secrets/${encodeURIComponent(ref.id)}/restore`,
      query: { space: ref.space },
      body: as,
      ...options,
    });
    return answer.body as SecretMetadata;
  }

  /** For good. */
  async purgeSecret(
    ref: { readonly space: string; readonly id: string },
    options: CallOptions = {},
  ): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/pv/v1/trash/secrets/${encodeURIComponent(ref.id)}`,
      query: { space: ref.space },
      ...options,
    });
  }

  /** A space with everything in it; the id names it in the trash. */
  async deleteSpace(space: string, options: CallOptions = {}): Promise<{ readonly id: string }> {
    const path = '/pv/v1/spaces';
    const answer = await this.#transport.send({ method: 'DELETE', path, query: { space }, ...options });
    return answer.body as { readonly id: string };
  }

  async restoreSpace(
    id: string,
    as: { readonly path?: string } = {},
    options: CallOptions = {},
  ): Promise<Space> {
    const path = `/pv/v1/trash/spaces/${encodeURIComponent(id)}/restore`;
    const answer = await this.#transport.send({ method: 'POST', path, body: as, ...options });
    return answer.body as Space;
  }

  /** For good. */
  async purgeSpace(id: string, options: CallOptions = {}): Promise<void> {
    const path = `/pv/v1/trash/spaces/${encodeURIComponent(id)}`;
    await this.#transport.send({ method: 'DELETE', path, ...options });
  }
}
