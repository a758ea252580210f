// Sends audit events to an HTTP address of the operator as JSON lines. The address comes from the settings alone, never
// from a request, and no redirect is followed (threat T14).
import { AppError } from '../base/errors.ts';
import type { AuditRecord, AuditSink } from '../core/ports/index.ts';

const TIMEOUT_MS = 10_000;

export class HttpSink implements AuditSink {
  readonly name = 'http';
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #closed = new AbortController();

  constructor(url: string, timeoutMs = TIMEOUT_MS) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** Sent when the answer is 2xx; `unavailable` otherwise. */
  async send(records: readonly AuditRecord[]): Promise<void> {
    const body = records.map(lineOf).join('');
    let status: number;
    try {
      const answer = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body,
        redirect: 'error',
        signal: AbortSignal.any([this.#closed.signal, AbortSignal.timeout(this.#timeoutMs)]),
      });
      ({ status } = answer);
      await answer.body?.cancel();
    } catch (cause) {
      throw new AppError('unavailable', 'The audit sink cannot be reached.', { cause });
    }
    if (status < 200 || status > 299) {
      throw new AppError('unavailable', `The audit sink answers ${status}.`);
    }
  }

  close(): void {
    this.#closed.abort();
  }
}

/** A line as an export has it. */
function lineOf({ body, hash }: AuditRecord): string {
  return `{"hash":"${Buffer.from(hash).toString('base64')}","event":${body}}\n`;
}
