// A Fandogh-compatible server as the importer reads it: login, namespaces, secrets. Its answers are parsed, never
// trusted, and a value that one of them might hold is not looked at (fandogh.md 1.3 to 2.3).
import { CommandError, EXIT } from '../failure.ts';
import { checkAddress } from '../server-address.ts';
import { printable } from '../terminal.ts';

export interface RemoteSecret {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly createdAt: string | null;
  /** `server`, `username` and `email`, as far as the remote gives them. */
  readonly publicFields: Readonly<Record<string, string>>;
}

const PUBLIC_FIELDS = ['server', 'username', 'email'];
const TIMEOUT_MS = 30_000;

export class Remote {
  readonly #base: string;
  #token: string | null;

  /** `address` may end with the prefix `/api` or `/fa/api`; `/api` is added otherwise. */
  constructor(address: string, options: { readonly token: string | null; readonly allowPlainHttp: boolean }) {
    this.#base = apiOf(address, options.allowPlainHttp);
    this.#token = options.token;
  }

  get address(): string {
    return this.#base;
  }

  async login(username: string, password: string): Promise<void> {
    const answer = await this.#send('POST', '/tokens', null, { username, password });
    const { token } = membersOf(answer);
    if (typeof token !== 'string' || token === '') throw unexpected('its login gives no token');
    this.#token = token;
  }

  /** Those of the user, in the remote's order. */
  async namespaces(): Promise<readonly string[]> {
    const answer = await this.#send('GET', '/users/namespaces', null);
    return listOf(answer).map((item) => nameOf(item));
  }

  /** All secrets of a namespace, with the public fields that reading one of them gives. */
  async secrets(namespace: string): Promise<readonly RemoteSecret[]> {
    const items = listOf(await this.#send('GET', '/secrets', namespace));
    const secrets: RemoteSecret[] = [];
    for (const item of items) {
      const { type, created_at: createdAt } = membersOf(item);
      if (typeof type !== 'string') throw unexpected('an item of its list has no type');
      const name = nameOf(item);
      const publicFields = type === 'docker-registry' ? await this.#publicFields(namespace, name) : {};
      secrets.push({
        namespace,
        name,
        type,
        createdAt: typeof createdAt === 'string' ? createdAt : null,
        publicFields,
      });
    }
    return secrets;
  }

  /** None where the remote has no such call, which only its dashboard uses. */
  async #publicFields(namespace: string, name: string): Promise<Readonly<Record<string, string>>> {
    const answer = await this.#send(
      'GET',
      `/secrets/${encodeURIComponent(name)}`,
      namespace,
      undefined,
      [404, 405],
    );
    if (answer === null) return {};
    const members = membersOf(answer);
    const known = PUBLIC_FIELDS.flatMap((field) => {
      const value = members[field];
      return typeof value === 'string' && value !== '' ? [[field, value] as const] : [];
    });
    return Object.fromEntries(known);
  }

  /** The JSON of a 200, null for one of the statuses in `none`; anything else is a CommandError. */
  async #send(
    method: string,
    path: string,
    namespace: string | null,
    body?: unknown,
    none: readonly number[] = [],
  ): Promise<unknown> {
    let status: number;
    let text: string;
    try {
      const response = await fetch(this.#base + path, {
        method,
        headers: {
          accept: 'application/json',
          ...(this.#token === null ? {} : { authorization: `JWT ${this.#token}` }),
          ...(namespace === null ? {} : { 'active-namespace': namespace }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A token must not follow a redirect to somebody else.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      status = response.status;
      text = await response.text();
    } catch (cause) {
      throw new CommandError(EXIT.unavailable, `The server at ${this.#base} does not answer.`, null, cause);
    }
    if (none.includes(status)) return null;
    const json = parse(text);
    if (status === 200 && json !== undefined) return json;
    throw refusal(status, json);
  }
}

function apiOf(address: string, allowPlainHttp: boolean): string {
  const path = checkAddress(address, {
    complaint: '--from must be an address such as https://api.fandogh.cloud.',
    shown: 'your login',
    allowPlainHttp,
  });
  return path.endsWith('/api') ? path : `${path}/api`;
}

/** What the remote says of a failure: its flat or nested message (fandogh.md 2.3). */
function refusal(status: number, json: unknown): CommandError {
  if (status === 401) {
    return new CommandError(EXIT.signedOut, 'The remote server does not accept the token.');
  }
  const { message, contents } = membersOf(json);
  const nested = membersOf(contents)['message'];
  const said = [message, nested].find((one) => typeof one === 'string' && one !== '');
  const text = typeof said === 'string' ? `: ${printable(said).slice(0, 500)}` : ', without a message';
  const exitCode = status === 403 ? EXIT.forbidden : status === 404 ? EXIT.missing : EXIT.failed;
  return new CommandError(exitCode, `The remote server answers ${status}${text}`);
}

function unexpected(what: string): CommandError {
  return new CommandError(EXIT.failed, `This is no Fandogh server: ${what}.`);
}

function listOf(answer: unknown): readonly unknown[] {
  if (!Array.isArray(answer)) throw unexpected('its list is not an array');
  return answer;
}

function nameOf(item: unknown): string {
  const { name } = membersOf(item);
  if (typeof name !== 'string' || name === '') throw unexpected('an item of its list has no name');
  return name;
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
    return undefined;
  }
}
