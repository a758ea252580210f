// An Appgate SDP Controller, or what answers like one, as the importer uses it: login, the list of secrets, bulk upsert.
// What it answers is parsed, never trusted; it gives no values (appgate.md 1 and 2).
import { CommandError, EXIT } from '../failure.ts';
import type { ExitCode } from '../failure.ts';
import { checkAddress } from '../server-address.ts';
import { printable } from '../terminal.ts';

export interface ControllerSecret {
  readonly id: string;
  readonly name: string;
  readonly notes: string;
  readonly tags: readonly string[];
  /** `Generic` where the peer version knows no types. */
  readonly type: string;
  readonly username: string | null;
}

/** A secret to be stored; members that are not there keep what is stored. */
export type Upsert = Readonly<Record<string, string | readonly string[]>>;

export interface UpsertReport {
  /** Ids. */
  readonly created: ReadonlySet<string>;
  readonly updated: ReadonlySet<string>;
  readonly unchanged: ReadonlySet<string>;
  /** By id: why it was refused. */
  readonly failures: ReadonlyMap<string, string>;
}

const NEWEST_PEER = 25;
const PAGE = 500;
/** Each item is a durable change of its own, so that a larger call could take long. */
const BATCH = 100;
const TIMEOUT_MS = 60_000;

export class Controller {
  readonly #base: string;
  #token: string | null;
  #peer = NEWEST_PEER;

  /** `address` may end with `/admin`, which is added otherwise. */
  constructor(address: string, options: { readonly token: string | null; readonly allowPlainHttp: boolean }) {
    const path = checkAddress(address, {
      complaint: '--from must be an address such as https://controller.example.com:8443.',
      shown: 'your login',
      allowPlainHttp: options.allowPlainHttp,
    });
    this.#base = path.endsWith('/admin') ? path : `${path}/admin`;
    this.#token = options.token;
  }

  get address(): string {
    return this.#base;
  }

  async login(providerName: string, username: string, password: string): Promise<void> {
    const body = { providerName, username, password, deviceId: crypto.randomUUID() };
    const { token } = membersOf(await this.#send('POST', '/login', body));
    if (typeof token !== 'string' || token === '') throw unexpected('its login gives no token');
    this.#token = token;
  }

  /** All of them, a page at a time, in the order of their names. */
  async secrets(): Promise<readonly ControllerSecret[]> {
    const found = new Map<string, ControllerSecret>();
    for (let from = 0; ;) {
      const answer = membersOf(
        await this.#send('GET', `/secrets?range=${from}-${from + PAGE}&orderBy=name&descending=false`),
      );
      const { data, totalCount } = answer;
      if (!Array.isArray(data)) throw unexpected('its list has no data');
      for (const item of data) {
        const secret = toSecret(membersOf(item));
        found.set(secret.id, secret);
      }
      // Some read a range as including its end, so the next one begins at what has come, not behind the end.
      from = found.size;
      if (data.length === 0 || found.size >= Number(totalCount)) return [...found.values()];
    }
  }

  async upsert(items: readonly Upsert[]): Promise<UpsertReport> {
    const ids = { created: new Set<string>(), updated: new Set<string>(), unchanged: new Set<string>() };
    const failures = new Map<string, string>();
    for (let first = 0; first < items.length; first += BATCH) {
      const report = membersOf(
        await this.#send('POST', '/secrets/bulk-upsert', { data: items.slice(first, first + BATCH) }),
      );
      for (const outcome of ['created', 'updated', 'unchanged'] as const) {
        for (const item of listOf(report[outcome])) ids[outcome].add(String(membersOf(item)['id']));
      }
      for (const item of listOf(report['failures'])) {
        const { id, error } = membersOf(item);
        failures.set(String(id), reasonOf(error));
      }
    }
    return { ...ids, failures };
  }

  /** The JSON of a 200; asks again with a peer version that the other side accepts. */
  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    for (;;) {
      const { status, json } = await this.#sendOnce(method, path, body);
      if (status === 200) return json;
      const newest = membersOf(json)['maxSupportedVersion'];
      if (status !== 406 || typeof newest !== 'number' || newest >= this.#peer) throw refusal(status, json);
      this.#peer = newest;
    }
  }

  async #sendOnce(method: string, path: string, body: unknown) {
    try {
      const response = await fetch(this.#base + path, {
        method,
        headers: {
          accept: `application/vnd.appgate.peer-v${this.#peer}+json`,
          ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A token must not follow a redirect to somebody else.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { status: response.status, json: parse(await response.text()) };
    } catch (cause) {
      throw new CommandError(
        EXIT.unavailable,
        `The Controller at ${this.#base} does not answer.`,
        'Check the address. For a certificate of its own, set NODE_EXTRA_CA_CERTS to a file with it.',
        cause,
      );
    }
  }
}

function toSecret(item: Readonly<Record<string, unknown>>): ControllerSecret {
  const { id, name, notes, tags, type, username } = item;
  if (typeof id !== 'string' || typeof name !== 'string' || name === '') {
    throw unexpected('an item of its list has no id or no name');
  }
  return {
    id,
    name,
    notes: typeof notes === 'string' ? notes : '',
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    type: typeof type === 'string' ? type : 'Generic',
    username: typeof username === 'string' ? username : null,
  };
}

/** What it says of a failure, with the fields that it names (appgate.md 3). */
function reasonOf(json: unknown): string {
  const { message, errors } = membersOf(json);
  const problems = listOf(errors).map((error) => {
    const { field, message: problem } = membersOf(error);
    return `${String(field)} ${String(problem)}`;
  });
  const said = [typeof message === 'string' ? message : '', ...problems].filter((text) => text !== '');
  return said.length === 0 ? 'without a message' : printable(said.join('; ')).slice(0, 500);
}

function refusal(status: number, json: unknown): CommandError {
  const codes: Readonly<Record<number, ExitCode>> = {
    401: EXIT.signedOut,
    403: EXIT.forbidden,
    404: EXIT.missing,
  };
  return new CommandError(
    codes[status] ?? EXIT.failed,
    `The Controller answers ${status}: ${reasonOf(json)}`,
  );
}

function unexpected(what: string): CommandError {
  return new CommandError(EXIT.failed, `This is no Appgate Controller: ${what}.`);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
