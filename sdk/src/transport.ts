// One HTTP call after the other: sends, retries what can be sent again, and turns every failure into a PolyvaultError.
import { PolyvaultError, toError } from './errors.ts';

export interface TransportOptions {
  /** Such as `https://vault.example.com`. */
  readonly baseUrl: string;
  readonly token?: string;
  /** Gets a token, the first one and the next: shortly before `expiresAt`, and once for a call that was refused. */
  readonly renew?: () => Promise<RenewedToken>;
  /**
   * Whether POST and PATCH carry an `Idempotency-Key` and are sent again like PUT. Only for a server that keeps the
   * keys: another one would do the same thing twice. Off unless said otherwise.
   */
  readonly idempotencyKeys?: boolean;
  readonly fetch?: typeof globalThis.fetch;
  /** How often a call is sent again; 3 unless said otherwise. */
  readonly retries?: number;
  /** For one attempt; 30 seconds unless said otherwise. */
  readonly timeoutMs?: number;
}

export interface RenewedToken {
  readonly token: string;
  /** RFC 3339; null for a token that does not expire. */
  readonly expiresAt: string | null;
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
  /** As it came, for answers that are not JSON. */
  readonly text: string;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;
/** A token is renewed when it has less left than this. */
const RENEW_BEFORE_MS = 30_000;

export class Transport {
  readonly #base: URL;
  readonly #options: TransportOptions;
  #token: string | undefined;
  #expiresAt = Infinity;
  /** Several calls wait for one renewal. */
  #renewal: Promise<void> | null = null;
  readonly #fetch: typeof globalThis.fetch;
  readonly #retries: number;
  readonly #timeoutMs: number;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#base = new URL(options.baseUrl.replace(/\/*$/, '/'));
    this.#token = options.token;
    this.#fetch = options.fetch ?? globalThis.fetch;
    this.#retries = options.retries ?? 3;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
  }

  /** The same server, another token. */
  withToken(token: string): Transport {
    const options: { -readonly [K in keyof TransportOptions]: TransportOptions[K] } = { ...this.#options };
    delete options.renew;
    return new Transport({ ...options, token });
  }

  /**
   * A 2xx or 304 answer. An answer of 429 or `unavailable` says that nothing was done, so GET, PUT and DELETE are
   * sent again after it; without any answer only GET is. An abort is thrown as the signal's own reason.
   */
  async send(given: Call): Promise<Answer> {
    const call = this.#options.idempotencyKeys === true ? withKey(given) : given;
    let renewed = false;
    for (let attempt = 0; ; attempt += 1) {
      try {
        if (this.#mustRenew()) await this.#renewOnce();
        return await this.#attempt(call);
      } catch (error) {
        call.signal?.throwIfAborted();
        if (!(error instanceof PolyvaultError)) throw error;
        if (error.code === 'unauthenticated' && this.#options.renew !== undefined && !renewed) {
          renewed = true;
          this.#token = undefined;
          continue;
        }
        if (attempt >= this.#retries || !maySendAgain(call, error)) throw error;
        await pause(delayOf(attempt, error), call.signal);
      }
    }
  }

  #mustRenew(): boolean {
    if (this.#options.renew === undefined) return false;
    return this.#token === undefined || Date.now() > this.#expiresAt - RENEW_BEFORE_MS;
  }

  async #renewOnce(): Promise<void> {
    this.#renewal ??= (async () => {
      const renewed = await this.#options.renew?.();
      if (renewed === undefined) return;
      this.#token = renewed.token;
      this.#expiresAt = renewed.expiresAt === null ? Infinity : Date.parse(renewed.expiresAt);
    })().finally(() => (this.#renewal = null));
    await this.#renewal;
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
      return { status: response.status, etag: response.headers.get('etag'), body, text };
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

function maySendAgain({ method, headers }: Call, { code }: PolyvaultError): boolean {
  const keyed = headers?.['idempotency-key'] !== undefined;
  if (code === 'unreachable') return method === 'GET' || keyed;
  if (code !== 'unavailable' && code !== 'rate-limited') return false;
  return keyed || method === 'GET' || method === 'PUT' || method === 'DELETE';
}

/** One key for all attempts of a call that would not be the same done twice. */
function withKey(call: Call): Call {
  if (call.method !== 'POST' && call.method !== 'PATCH') return call;
  return { ...call, headers: { 'idempotency-key': crypto.randomUUID(), ...call.headers } };
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
