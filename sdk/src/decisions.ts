// The questions about decisions: may I, who can read this, and why was a request answered as it was.
import { itemsOfPages } from './pages.ts';
import type { CallOptions, Transport } from './transport.ts';
import type { Action, CanI, Page, Reader, SecretRef, Why } from './types.ts';

export class Decisions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** What the caller may do in a space, which may not exist yet; all actions when none are named. */
  async canI(
    query: { readonly space: string; readonly actions?: readonly Action[] },
    options: CallOptions = {},
  ): Promise<CanI> {
    const answer = await this.#transport.send({
      method: 'POST',
      path: '/pv/v1/can-i',
      body: query,
      ...options,
    });
    return answer.body as CanI;
  }

  /** Why a request of the caller was answered as it was; every request, and all that was seen, for administrators. */
  async why(requestId: string, options: CallOptions = {}): Promise<Why> {
    const path = `/pv/v1/why/${encodeURIComponent(requestId)}`;
    return (await this.#transport.send({ method: 'GET', path, ...options })).body as Why;
  }

  /** A page of those who can read a secret, and through what; needs `grant` on its space. */
  async readers(
    { name, ...query }: SecretRef & { readonly limit?: number; readonly cursor?: string },
    options: CallOptions = {},
  ): Promise<Page<Reader>> {
    const path = `/pv/v1/secrets/${encodeURIComponent(name)}/access`;
    return (await this.#transport.send({ method: 'GET', path, query, ...options })).body as Page<Reader>;
  }

  /** All of them, fetched a page at a time. */
  allReaders(ref: SecretRef, options: CallOptions = {}): AsyncGenerator<Reader> {
    return itemsOfPages((cursor) => this.readers({ ...ref, ...cursor }, options));
  }
}
