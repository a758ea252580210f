// The call that searches the audit log; it needs `read-audit`, and is an event itself.
import type { CallOptions, Transport } from './transport.ts';

export interface AuditEvent {
  readonly seq: number;
  readonly time: string;
  readonly requestId: string;
  readonly dialect: string;
  readonly address: string;
  readonly actor: { readonly kind: string; readonly id?: string; readonly name?: string };
  readonly operation: string;
  readonly action?: string;
  readonly space?: { readonly path: string; readonly alias?: string };
  readonly object?: {
    readonly kind: string;
    readonly id?: string;
    readonly name?: string;
    readonly version?: number;
    readonly count?: number;
    readonly to?: { readonly space: string; readonly name?: string };
  };
  readonly outcome: 'ok' | 'denied' | 'failed';
  readonly code?: string;
  readonly repeated?: number;
}

export interface AuditEventQuery {
  /** This very space; those below it are others. */
  readonly space?: string;
  readonly actorId?: string;
  readonly secretId?: string;
  readonly operation?: string;
  readonly action?: string;
  readonly outcome?: string;
  /** From this time on, and before that one. */
  readonly from?: string;
  readonly to?: string;
  /** Events with a sequence below this one. */
  readonly before?: number;
  readonly limit?: number;
}

export class AuditLog {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** A page of events, newest first. */
  async search(query: AuditEventQuery = {}, options: CallOptions = {}): Promise<readonly AuditEvent[]> {
    const answer = await this.#transport.send({
      method: 'GET',
      path: '/pv/v1/audit',
      query: { ...query },
      ...options,
    });
    return (answer.body as { readonly items: readonly AuditEvent[] }).items;
  }
  /** The newest checkpoint, a signed note; `not-found` before the first one. */
  async checkpoint(options: CallOptions = {}): Promise<string> {
    const answer = await this.#transport.send({
      method: 'GET',
      path: '/pv/v1/audit/checkpoint',
      headers: { accept: 'text/plain' },
      ...options,
    });
    return answer.text;
  }
}
