// One HTTP call after the other: sends, retries what can be sent again, and turns every failure into a PolyvaultError.
import { PolyvaultError, toError } from './errors.ts';

export interface TransportOptions {
  /** Such as `https://vault.example.com`. */
  readonly baseUrl: string;
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
  /** How often a call is sent again; 3 unless said otherwise. */
  readonly retries?: number;
  /** For one attempt; 30 seconds unless said otherwise. */
  readonly timeoutMs?: number;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface Call extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** A list is sent once for each of its members. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly etag: string | null;
  /** The parsed JSON; undefined for an empty body. */
  readonly body: unknown;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;

export class Transport {
  readonly #base: URL;
  readonly #token: string | undefined;
  readonly #fetch: typeof globalThis.fetch;
  readonly #retries: number;
  readonly #timeoutMs: number;

  constructor(options: TransportOptions) {
    this.#base = new URL(options.baseUrl.replace(/\/*$/, '/'));
    this.#token = options.token;
    this.#fetch = options.fetch ?? globalThis.fetch;
    this.#retries = options.retries ?? 3;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  /** The same server, another token. */
  withToken(token: string): Transport {
    return new Transport({
      baseUrl: this.#base.href,
      token,
      fetch: this.#fetch,
      retries: this.#retries,
      timeoutMs: this.#timeoutMs,
    });
  }

  /**
   * A 2xx or 304 answer. An answer of 429 or `unavailable` says that nothing was done, so GET, PUT and DELETE are
   * sent again after it; without any answer only GET is. An abort is thrown as the signal's own reason.
   */
  async send(call: Call): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#attempt(call);
      } catch (error) {
        call.signal?.throwIfAborted();
        if (!(error instanceof PolyvaultError)) throw error;
        if (attempt >= this.#retries || !maySendAgain(call, error)) throw error;
        await pause(delayOf(attempt, error), call.signal);
      }
    }
  }

  async #attempt(call: Call): Promise<Answer> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(this.#url(call), {
        method: call.method,
        headers: {
          accept: 'application/json',
          ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...call.headers,
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        // A token must not follow a redirect to somebody else.
        redirect: 'error',
        signal,
      });
      text = await response.text();
    } catch (cause) {
      call.signal?.throwIfAborted();
      throw new PolyvaultError('unreachable', `The server at ${this.#base.origin} does not answer.`, {
        cause,
      });
    }
    const body = parseBody(text);
    if (response.ok || response.status === 304) {
      return { status: response.status, etag: response.headers.get('etag'), body };
    }
    throw toError(response.status, body);
  }

  #url(call: Call): URL {
    const url = new URL(call.path.replace(/^\//, ''), this.#base);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value === undefined) continue;
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
    }
    return url;
  }
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function maySendAgain({ method }: Call, { code }: PolyvaultError): boolean {
  if (code === 'unreachable') return method === 'GET';
  if (code !== 'unavailable' && code !== 'rate-limited') return false;
  return method === 'GET' || method === 'PUT' || method === 'DELETE';
}

/** Doubles, with full jitter, so that many clients do not come back together; never before the server's own wish. */
function delayOf(attempt: number, { details }: PolyvaultError): number {
  const jittered = Math.random() * FIRST_DELAY_MS * 2 ** attempt;
  return Math.min(LONGEST_DELAY_MS, jittered + (details.retryAfterSeconds ?? 0) * 1000);
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
  });
  signal?.throwIfAborted();
}
